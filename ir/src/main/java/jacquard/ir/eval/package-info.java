/// The reference evaluator: what a graph means, computed plainly.
@NullMarked
package jacquard.ir.eval;

import org.jspecify.annotations.NullMarked;
