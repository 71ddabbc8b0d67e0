package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What belongs to training: dropout, optimisers, gradients.
final class TrainingOps {
  private TrainingOps() {}

  static void addTo(Map<String, Translator> table, Map<String, Translator> training) {
    table.put("Dropout", TrainingOps::dropout);
  }

  /// Nothing in inference, unless the file says that it trains (operand 2); a mask of ones where one is wanted.
  private static List<@Nullable Operand> dropout(Call call) {
    Node x = call.node(0);
    double rate = call.has(1) ? call.number(1) : call.decimal("ratio", 0.5);
    boolean said = call.has(2) && call.number(2) != 0;
    Node y = x;
    if (rate > 0 && (said || call.importer().target().training())) {
      ImportTarget.Randomness random = call.importer().target().randomness();
      y = call.add(new Dropout(rate, random.stream(), false), x, random.seed(), random.step());
    }
    if (!call.wants(1)) {
      return Translator.results(y);
    }
    Node kept = call.g().constant(NdArray.filled(new TensorType(DType.BOOL, Shape.SCALAR), 1));
    return Translator.results(y, x.type().rank() == 0 ? kept : call.add(new BroadcastTo(x.type().shape()), kept));
  }
}
