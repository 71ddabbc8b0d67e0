package jacquard.peers;

import ai.onnxruntime.OrtException;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A graph written as ONNX and run by ONNX Runtime, beside what it should give.
final class OnnxAgreement {
  private OnnxAgreement() {}

  /// What ONNX Runtime gives for `leaves`, the values of inputs and states by name.
  static Map<String, NdArray> run(Graph graph, Map<String, NdArray> leaves) throws OrtException, IOException {
    var states = new LinkedHashMap<String, NdArray>();
    for (Node state : graph.states()) {
      String name = ((State) state.op()).name();
      states.put(name, leaves.get(name));
    }
    var bytes = new ByteArrayOutputStream();
    OnnxExport.write(graph, states, bytes);
    try (var session = new OnnxSession(bytes.toByteArray())) {
      return session.run(leaves);
    }
  }

  /// The largest error as a fraction of the largest magnitude; NaN where a number is not finite or the types differ.
  static double error(NdArray expected, NdArray actual) {
    if (!List.of(expected.type()).equals(List.of(actual.type()))) {
      return Double.NaN;
    }
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.size(); i++) {
      double e = expected.get(i);
      double a = actual.get(i);
      if (Double.doubleToLongBits(e) == Double.doubleToLongBits(a)) {
        continue;
      }
      largest = Math.max(largest, Math.abs(e));
      error = Math.max(error, Math.abs(e - a));
    }
    for (int i = 0; i < expected.size(); i++) {
      largest = Double.isFinite(expected.get(i)) ? Math.max(largest, Math.abs(expected.get(i))) : largest;
    }
    return error == 0 ? 0 : error / largest;
  }
}
