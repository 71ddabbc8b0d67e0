package jacquard.ir.op;

import com.google.common.base.CaseFormat;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor operation: its attributes and its meaning. Operands belong to the [Node].
///
/// Ops are records compared by value; they hold no arrays and no batch size. The text form's name is the class name in snake case,
/// its attributes are the record's components.
public sealed interface Op permits LeafOp, StructuredOp, CompositeOp {
  /// The type of the result, or a `UserError` that says why these operands do not fit.
  TensorType infer(Operands in);

  /// The cotangents of `self`'s inputs, given the cotangent `dy` of its result; null where none flows.
  List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g);

  /// The name used in text, messages and pictures.
  default String mnemonic() {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, getClass().getSimpleName());
  }
}
