/// The table of all tensor operations, one record each, and those without a family: a fused op, a user's own gradient, dropout.
///
/// Each family is a package below, which knows those it is made of and no others: elementwise ops, reductions, shapes, then indexed ops,
/// contractions, pooling and normalisations, then losses. What an op is stands in `jacquard.ir.graph`, with the graphs that consist of
/// them, how gradients follow from ops in `jacquard.ir.grad`.
@NullMarked
package jacquard.ir.op;

import org.jspecify.annotations.NullMarked;
