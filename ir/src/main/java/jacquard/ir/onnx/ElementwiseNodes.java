package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Prelu;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Ops that compute each element by itself: an operator of ONNX where one says the same, else the scalar body ([ScalarNodes]).
final class ElementwiseNodes extends FamilyNodes {
  ElementwiseNodes(Translation translation, Node node) {
    super(translation, node);
  }

  String value(Elementwise op) {
    return switch (op) {
      case Celu(double alpha) when alpha > 0 -> named("Celu", Attributes.number("alpha", alpha));
      case Elu(double alpha) -> named("Elu", Attributes.number("alpha", alpha));
      case Gelu(boolean tanh) -> named("Gelu", Attributes.text("approximate", tanh ? "tanh" : "none"));
      case HardSigmoid(double slope, double offset) ->
          named("HardSigmoid", Attributes.number("alpha", slope), Attributes.number("beta", offset));
      case HardSwish() -> named("HardSwish");
      case LeakyRelu(double slope) -> named("LeakyRelu", Attributes.number("alpha", slope));
      case Mish() -> named("Mish");
      case Prelu() when node.type().equals(node.input(0).type()) -> out.add("PRelu", translation.operands(node));
      case Selu() -> named("Selu");
      case Sign() -> named("Sign");
      case Softplus(double beta) when beta == 1 -> named("Softplus");
      case Softsign() -> named("Softsign");
      default -> scalar(op);
    };
  }

  private String named(String operator, AttributeProto... attributes) {
    return out.add(operator, List.of(x()), attributes);
  }

  private String scalar(Elementwise op) {
    var reads = new ArrayList<ScalarNodes.Operand>();
    for (int k = 0; k < node.inputs().size(); k++) {
      reads.add(new ScalarNodes.Operand(operand(k), node.input(k).type().dtype()));
    }
    Scalar body = op.body(IntStream.range(0, reads.size()).mapToObj(Scalar::read).toList());
    List<Axis> axes = Elementwise.axes(node.type().shape());
    String value = new ScalarNodes(translation, reads, axes).of(body, dtype());
    List<Shape> shapes = node.inputs().stream().map(n -> n.type().shape()).toList();
    return broadcast(value, ScalarNodes.shape(body, shapes, axes), node.type().shape());
  }
}
