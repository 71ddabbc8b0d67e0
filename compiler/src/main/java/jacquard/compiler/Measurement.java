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
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Times the calls of a program one by one. Inputs are random, states zero, so that no value is denormal.
final class Measurement {
  /// At least: a large network's first runs take seconds, and a small one's kernels are compiled after some thousand.
  private static final int FEWEST_RUNS = 20;
  private static final Duration LEAST = Duration.ofSeconds(4);
  /// The share of the least time in which no run was faster by more than [#GAIN] at the end: HotSpot has compiled what it will.
  private static final int SETTLED_SHARE = 2;
  private static final double GAIN = 0.02;
  private static final long MOST_NANOS = 60_000_000_000L;
  private static final double SCALAR = 1e-3;
  private static final int TRACED_RUNS = 5;

  private Measurement() {}

  /// The least time of each call in nanoseconds.
  static long[] nanos(Compilation compiled, int batch, int threads) {
    return nanos(compiled, batch, threads, LEAST);
  }

  /// As the method above, measured for `least` or longer.
  static long[] nanos(Compilation compiled, int batch, int threads, Duration least) {
    return settled(context(compiled, batch, threads), batch, compiled.program().plan(batch).calls().size(), least.toNanos());
  }

  /// The shortest of some runs once kernels are compiled, traced.
  static RunTrace trace(Compilation compiled, int batch, int threads) {
    Context context = context(compiled, batch, threads);
    settled(context, batch, compiled.program().plan(batch).calls().size(), LEAST.toNanos());
    return IntStream.range(0, TRACED_RUNS).mapToObj(run -> context.trace(batch)).min(Comparator.comparingLong(RunTrace::nanos))
        .orElseThrow();
  }

  private static long[] settled(Context context, int batch, int calls, long least) {
    var best = new long[calls];
    Arrays.fill(best, Long.MAX_VALUE / Math.max(1, calls));
    long began = System.nanoTime();
    long now = began;
    long gained = began;
    double reached = Double.POSITIVE_INFINITY;
    for (int run = 0; run < FEWEST_RUNS || now - began < least || now - gained < least / SETTLED_SHARE; run++) {
      Interrupted.check();
      var nanos = new long[calls];
      context.run(batch, nanos);
      Arrays.setAll(best, i -> Math.min(best[i], nanos[i]));
      now = System.nanoTime();
      long sum = Arrays.stream(best).sum();
      if (sum < (1 - GAIN) * reached) {
        reached = sum;
        gained = now;
      }
      if (now - began > MOST_NANOS) {
        break;
      }
    }
    return best;
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
