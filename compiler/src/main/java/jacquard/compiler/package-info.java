/// The compiler's public entry, from graph to program, and what the stages made on the way.
@NullMarked
package jacquard.compiler;

import org.jspecify.annotations.NullMarked;
