/// Ops that set elements in relation to others along some dimensions: statistics, normalisations, softmax, gates.
@NullMarked
package jacquard.ir.op.normalization;

import org.jspecify.annotations.NullMarked;
