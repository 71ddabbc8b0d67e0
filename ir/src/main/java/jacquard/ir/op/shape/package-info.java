/// Ops that move, repeat, pad or join elements without computing, and the windows that are moved as columns.
@NullMarked
package jacquard.ir.op.shape;

import org.jspecify.annotations.NullMarked;
