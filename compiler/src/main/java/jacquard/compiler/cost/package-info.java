/// What kernels cost: operations, bytes, and the time a machine needs at least; and the machines that costs are told of.
@NullMarked
package jacquard.compiler.cost;

import org.jspecify.annotations.NullMarked;
