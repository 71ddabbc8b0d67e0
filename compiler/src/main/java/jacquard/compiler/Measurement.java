package jacquard.compiler;

import jacquard.ir.DType;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.runtime.Context;
import jacquard.runtime.RunTrace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Times the calls of a program one by one. Inputs are random, states zero, so that no value is denormal.
final class Measurement {
  /// Enough for the JIT compiler to be done with a large network, whose first runs take seconds.
  private static final int FEWEST_RUNS = 20;
  private static final long NANOS = 4_000_000_000L;
  private static final long MOST_NANOS = 60_000_000_000L;
  private static final double SCALAR = 1e-3;
  private static final int TRACED_RUNS = 5;

  private Measurement() {}

  /// The least time of each call in nanoseconds.
  static long[] nanos(Compilation compiled, int batch, int threads) {
    Context context = context(compiled, batch, threads);
    int calls = compiled.program().plan(batch).calls().size();
    var best = new long[calls];
    Arrays.fill(best, Long.MAX_VALUE);
    long began = System.nanoTime();
    for (int run = 0; System.nanoTime() - began < (run < FEWEST_RUNS ? MOST_NANOS : NANOS); run++) {
      Interrupted.check();
      var nanos = new long[calls];
      context.run(batch, nanos);
      Arrays.setAll(best, i -> Math.min(best[i], nanos[i]));
    }
    return best;
  }

  /// The shortest of the last runs, traced.
  static RunTrace trace(Compilation compiled, int batch, int threads) {
    Context context = context(compiled, batch, threads);
    long began = System.nanoTime();
    for (int run = 0; System.nanoTime() - began < (run < FEWEST_RUNS ? MOST_NANOS : NANOS); run++) {
      Interrupted.check();
      context.run(batch);
    }
    return IntStream.range(0, TRACED_RUNS).mapToObj(run -> context.trace(batch)).min(Comparator.comparingLong(RunTrace::nanos))
        .orElseThrow();
  }

  private static Context context(Compilation compiled, int batch, int threads) {
    Context context = compiled.program().context(threads);
    inputs(compiled.optimized(), batch).forEach(context::setInput);
    return context;
  }

  /// A value for every input.
  static Map<String, NdArray> inputs(Graph graph, int batch) {
    var inputs = new LinkedHashMap<String, NdArray>();
    for (Node node : graph.inputs()) {
      TensorType type = node.type();
      boolean isFloat = type.dtype() == DType.F32 || type.dtype() == DType.F64;
      inputs.put(((Input) node.op()).name(), type.rank() == 0 ? NdArray.filled(type, isFloat ? SCALAR : 1)
          : random(type.shaped(type.shape().bound(batch))));
    }
    return inputs;
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
