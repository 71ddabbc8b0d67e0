package jacquard.oracles;

import jacquard.ir.NdArray;
import jacquard.oracles.JsonOracles.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One case of an operator file: see the folder's README for what the parts mean.
record TorchCase(int number, Fields attributes, Map<String, NdArray> inputs, Map<String, NdArray> outputs,
    Map<String, NdArray> cotangents, Map<String, NdArray> gradients) {
  static List<TorchCase> read(Path file) {
    var cases = new ArrayList<TorchCase>();
    for (Fields c : JsonOracles.read(file).objects("cases")) {
      cases.add(new TorchCase(cases.size(), c.fields("attrs"), c.tensors("inputs"), c.tensors("outputs"), c.tensors("cotangents"),
          c.tensors("gradients")));
    }
    return cases;
  }

  /// The largest magnitude among all inputs, outputs, cotangents and gradients.
  double largest() {
    return Stream.of(inputs, outputs, cotangents, gradients).flatMap(m -> m.values().stream()).mapToDouble(Agreement::largest).max()
        .orElse(0);
  }
}
