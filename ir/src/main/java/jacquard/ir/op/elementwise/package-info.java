/// Ops that compute each element from those at the same place: arithmetic, functions, activations, comparisons, any formula.
@NullMarked
package jacquard.ir.op.elementwise;

import org.jspecify.annotations.NullMarked;
