/// Losses: of pairs of numbers, of classes, and their reduction.
@NullMarked
package jacquard.ir.op.loss;

import org.jspecify.annotations.NullMarked;
