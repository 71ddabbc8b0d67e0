/// What kernels cost: operations, bytes, and the time a machine needs at least.
@NullMarked
package jacquard.compiler.cost;

import org.jspecify.annotations.NullMarked;
