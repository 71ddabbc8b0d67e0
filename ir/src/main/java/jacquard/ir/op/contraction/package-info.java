/// Ops that sum products over shared dimensions: convolutions, matrix products, and what is made of them.
@NullMarked
package jacquard.ir.op.contraction;

import org.jspecify.annotations.NullMarked;
