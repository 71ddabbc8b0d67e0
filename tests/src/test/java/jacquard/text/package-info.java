/// The text forms of what the compiler works on.
@NullMarked
package jacquard.text;

import org.jspecify.annotations.NullMarked;
