/// Ops that combine the elements of windows: maxima, means and norms over fixed or adaptive windows, interpolation.
@NullMarked
package jacquard.ir.op.pooling;

import org.jspecify.annotations.NullMarked;
