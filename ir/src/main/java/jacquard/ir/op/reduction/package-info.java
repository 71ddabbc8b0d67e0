/// Ops that combine the elements along dimensions into one: sums, products, largest and smallest values and their positions, means.
@NullMarked
package jacquard.ir.op.reduction;

import org.jspecify.annotations.NullMarked;
