/// Ops that read or write where an operand says: gathers, unpooling, one-hot codes, sampling between elements.
@NullMarked
package jacquard.ir.op.index;

import org.jspecify.annotations.NullMarked;
