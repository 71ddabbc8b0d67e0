package jacquard.compiler;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Input;
import jacquard.runtime.Context;
import java.util.Arrays;

/// Times the calls of a program one by one. Inputs are random, states zero, so that no value is denormal.
final class Measurement {
  /// Enough for the JIT compiler to be done with a large network, whose first runs take seconds.
  private static final int FEWEST_RUNS = 20;
  private static final long NANOS = 4_000_000_000L;
  private static final long MOST_NANOS = 60_000_000_000L;
  private static final double SCALAR = 1e-3;

  private Measurement() {}

  /// The least time of each call in nanoseconds.
  static long[] nanos(Compilation compiled, int batch, int threads) {
    Context context = compiled.program().context(threads);
    setInputs(compiled.optimized(), context, batch);
    int calls = compiled.program().plan(batch).calls().size();
    var best = new long[calls];
    Arrays.fill(best, Long.MAX_VALUE);
    long began = System.nanoTime();
    for (int run = 0; System.nanoTime() - began < (run < FEWEST_RUNS ? MOST_NANOS : NANOS); run++) {
      var nanos = new long[calls];
      context.run(batch, nanos);
      Arrays.setAll(best, i -> Math.min(best[i], nanos[i]));
    }
    return best;
  }

  private static void setInputs(Graph graph, Context context, int batch) {
    for (Node node : graph.inputs()) {
      String name = ((Input) node.op()).name();
      TensorType type = node.type();
      if (type.rank() == 0) {
        context.setScalar(name, type.dtype() == DType.F32 || type.dtype() == DType.F64 ? SCALAR : 1);
      } else {
        context.setInput(name, random(type.shaped(type.shape().bound(batch))));
      }
    }
  }

  /// Normal numbers; zeros where they are indices or classes, which any table has.
  private static NdArray random(TensorType type) {
    var random = new Philox(0, 0, 0);
    NdArray values = NdArray.zeros(type);
    for (int i = 0; i < values.size() && (type.dtype() == DType.F32 || type.dtype() == DType.F64); i++) {
      values.set(i, random.normal(i));
    }
    return values;
  }
}
