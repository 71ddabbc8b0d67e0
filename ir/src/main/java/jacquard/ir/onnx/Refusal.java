package jacquard.ir.onnx;

import com.google.errorprone.annotations.FormatMethod;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import java.util.Locale;

/// What ONNX has no operators for: thrown where it is found, and told with the node of the user's graph that it is part of.
///
/// Errors   `onnx/op`
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  @FormatMethod
  Refusal(String format, Object... args) {
    super(null, null, false, false);
    this.reason = String.format(Locale.ROOT, format, args);
  }

  UserError of(Node node) {
    return UserError.of("onnx/op").problem("ONNX cannot say what %s does here", node.op().mnemonic()).at(node.loc())
        .got("%s of %s giving %s", node.op().mnemonic(), node.operands().types(), node.type()).got("%s", reason)
        .expected("operators of ONNX's opset %d", OnnxExport.OPSET)
        .fix("export the graph as it is built (model.writeOnnx), before a pass or a gradient makes this of it, or leave the layer out")
        .build();
  }
}
