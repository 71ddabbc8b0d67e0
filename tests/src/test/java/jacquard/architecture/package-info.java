/// What holds for the modules as a whole: who uses whom, and that they run on module path and class path alike.
@NullMarked
package jacquard.architecture;

import org.jspecify.annotations.NullMarked;
