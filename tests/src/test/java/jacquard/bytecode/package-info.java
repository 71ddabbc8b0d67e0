/// The classes the compiler emits.
@NullMarked
package jacquard.bytecode;

import org.jspecify.annotations.NullMarked;
