package jacquard.compiler;

import jacquard.ir.Dim;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.runtime.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Compares what compiled programs give for the same inputs with what one of them gives.
final class Calibration {
  /// Random examples, where none are given.
  private static final int EXAMPLES = 4;

  private final Map<String, NdArray> inputs;
  private final int batch;
  private final Map<String, NdArray> expected;

  Calibration(Compilation exact, Map<String, NdArray> given) {
    this.batch = given.isEmpty() ? EXAMPLES : batch(exact, given);
    this.inputs = given.isEmpty() ? Measurement.inputs(exact.optimized(), batch) : given;
    this.expected = outputs(exact);
  }

  private static int batch(Compilation compiled, Map<String, NdArray> given) {
    for (Node node : compiled.optimized().inputs()) {
      Shape shape = node.type().shape();
      NdArray value = given.get(((Input) node.op()).name());
      for (int d = 0; d < shape.rank() && value != null; d++) {
        Dim dim = shape.dim(d);
        if (dim.perBatch()) {
          return value.shape().extent(d) / dim.count();
        }
      }
    }
    return 1;
  }

  private Map<String, NdArray> outputs(Compilation compiled) {
    Context context = compiled.program().context(Runtime.getRuntime().availableProcessors());
    Interrupted.check();
    inputs.forEach(context::setInput);
    context.run(batch);
    var outputs = new LinkedHashMap<String, NdArray>();
    compiled.optimized().outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    return outputs;
  }

  /// The largest error of any output of any example, relative to the output: of its norm, or of its largest element, whichever is more.
  double error(Compilation compiled) {
    Map<String, NdArray> got = outputs(compiled);
    double largest = 0;
    for (Map.Entry<String, NdArray> output : expected.entrySet()) {
      NdArray value = output.getValue();
      int parts = value.shape().rank() > 0 && value.shape().extent(0) % batch == 0 ? batch : 1;
      for (int part = 0; part < parts; part++) {
        int size = value.size() / parts;
        largest = Math.max(largest, error(value, Objects.requireNonNull(got.get(output.getKey())), part * size, size));
      }
    }
    return largest;
  }

  private static double error(NdArray expected, NdArray got, int from, int size) {
    double norm = Double.MIN_NORMAL;
    double most = Double.MIN_NORMAL;
    double lost = 0;
    double mostLost = 0;
    for (int i = from; i < from + size; i++) {
      double difference = Math.abs(got.get(i) - expected.get(i));
      norm += expected.get(i) * expected.get(i);
      most = Math.max(most, Math.abs(expected.get(i)));
      lost += difference * difference;
      mostLost = Math.max(mostLost, difference);
    }
    return Math.max(Math.sqrt(lost / norm), mostLost / most);
  }
}
