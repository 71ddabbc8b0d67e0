/// Convolutions over transformed tiles: fewer multiplications for the same result.
@NullMarked
package jacquard.compiler.pass.winograd;

import org.jspecify.annotations.NullMarked;
