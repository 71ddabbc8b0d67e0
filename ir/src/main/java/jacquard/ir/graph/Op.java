package jacquard.ir.graph;

import com.google.common.base.CaseFormat;
import jacquard.ir.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor operation: its attributes and its meaning. Operands belong to the [Node].
///
/// Ops are records compared by value; they hold no arrays and no batch size. The text form's name is the class name in snake case,
/// its attributes are the record's components.
public sealed interface Op permits LeafOp, StructuredOp, CompositeOp {
  /// The type of the result, or a `UserError` that says why these operands do not fit.
  TensorType infer(Operands in);

  /// The cotangents of `self`'s inputs, given the cotangent `dy` of its result, each null where none flows. Null as a whole, as here, where
  /// they follow from what the op means: from its structure, its scalar body or its expansion.
  default @Nullable List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return null;
  }

  /// The name used in text, messages and pictures.
  default String mnemonic() {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, getClass().getSimpleName());
  }
}
