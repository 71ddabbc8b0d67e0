package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import jacquard.runtime.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How far long sums in f32 are off, in roundings (2⁻²⁴ of the sum of the terms' magnitudes), against the same sums in double: less than
/// `4 · log₂ n` for every `n`. Prints the table of `ir/README.md`.
class SumAccuracyTest {
  private static final double ROUNDING = 0x1p-24;
  /// Sums of up to 2²⁰ terms; `-Djacquard.sums=24` runs all of the table.
  private static final int LARGEST = Integer.getInteger("jacquard.sums", 20);
  private static final int SMALLEST = 10;
  private static final int STEP = 2;

  /// What a sum is called, and how far it is off for `2^k` terms of each kind of data.
  private record Row(String name, List<Double> errors) {}

  /// Values in `[0, 1)`; the same around 10,000; all equal, whose rounding errors have one sign.
  private enum Data {
    UNIFORM, LARGE_MEAN, CONSTANT;

    float at(int stream, int i) {
      double uniform = new Philox(3, stream, 0).uniform(i);
      return (float) switch (this) {
        case UNIFORM -> uniform;
        case LARGE_MEAN -> 10_000 + uniform;
        case CONSTANT -> 0.1 * (1 + stream);
      };
    }
  }

  @Test
  void everySumIsRightToAFewRoundings() {
    var rows = new ArrayList<Row>();
    for (Data data : Data.values()) {
      for (Sum sum : Sum.values()) {
        rows.add(new Row(sum.text + ", " + data.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            IntStream.rangeClosed(SMALLEST, LARGEST).filter(k -> (k - SMALLEST) % STEP == 0)
                .mapToObj(k -> sum.error(data, k) / ROUNDING).toList()));
      }
    }
    var table = new StringBuilder();
    rows.forEach(row -> table.append(String.format(Locale.ROOT, "| %s |", row.name))
        .append(row.errors.stream().map(e -> String.format(Locale.ROOT, " %.1f |", e)).reduce("", String::concat)).append('\n'));
    System.out.println(table);
    for (Row row : rows) {
      for (int i = 0; i < row.errors.size(); i++) {
        int k = SMALLEST + STEP * i;
        assertTrue(row.errors.get(i) < 4 * k, () -> row + " of 2^" + k + "\n" + table);
      }
    }
  }

  private enum Sum {
    MEAN("mean") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("mean");
        Node x = g.input("x", image(k));
        float[] values = drawn(data, 0, 1 << k);
        double got = run(g.output("y", g.add(new ReduceMean(List.of(0, 1, 2, 3), false), x)).build(), Map.of("x", values));
        return Math.abs(got - sum(values.length, i -> values[i]) / values.length)
            / (sum(values.length, i -> Math.abs(values[i])) / values.length);
      }
    },
    VARIANCE("variance") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("variance");
        Node x = g.input("x", image(k));
        float[] values = drawn(data, 0, 1 << k);
        double got = run(g.output("y", g.add(new Variance(List.of(0, 1, 2, 3), false, 0), x)).build(), Map.of("x", values));
        double mean = sum(values.length, i -> values[i]) / values.length;
        double right = sum(values.length, i -> (values[i] - mean) * (values[i] - mean)) / values.length;
        return right == 0 ? Math.abs(got) / (mean * mean) : Math.abs(got - right) / right;
      }
    },
    SQUARED_ERROR("mean squared error") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("mse");
        Node x = g.input("x", rows(k, 64));
        Node t = g.input("t", rows(k, 64));
        float[] values = drawn(data, 0, 1 << k);
        float[] targets = drawn(Data.UNIFORM, 1, 1 << k);
        double got = run(g.output("y", g.add(new MeanSquaredError(LossReduction.MEAN), x, t)).build(), Map.of("x", values, "t", targets),
            1 << k - 6);
        double right = sum(values.length, i -> square((double) values[i] - targets[i])) / values.length;
        return Math.abs(got - right) / right;
      }
    },
    CROSS_ENTROPY("cross-entropy") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("crossEntropy");
        Node x = g.input("x", rows(k + 1, 2));
        Node t = g.input("t", new TensorType(DType.I32, Shape.of().batched()));
        int n = 1 << k;
        float[] logits = drawn(data, 0, 2 * n);
        double got =
            run(g.output("y", g.add(new CrossEntropy(0, LossReduction.MEAN), x, t)).build(), Map.of("x", logits, "t", new int[n]), n);
        double right = sum(n, i -> Math.log1p(Math.exp((double) logits[2 * i + 1] - logits[2 * i]))) / n;
        return Math.abs(got - right) / right;
      }
    },
    BIAS_GRADIENT("bias gradient") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("bias");
        Node dy = g.input("dy", image(k));
        float[] values = drawn(data, 0, 1 << k);
        double got = run(g.output("y", g.add(new Reshape(Shape.of()), g.add(new ReduceSum(List.of(0, 2, 3), false), dy))).build(),
            Map.of("dy", values));
        return Math.abs(got - sum(values.length, i -> values[i])) / sum(values.length, i -> Math.abs(values[i]));
      }
    },
    WEIGHT_GRADIENT("weight gradient") {
      @Override
      double error(Data data, int k) {
        var g = new GraphBuilder("weight");
        Node x = g.input("x", image(k));
        Node dy = g.input("dy", image(k));
        Node w = g.input("w", TensorType.f32(1, 1, 1, 1));
        Node y = g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1), x, w);
        Node dw = Gradient.of(y, dy, List.of(w), g).getFirst();
        float[] values = drawn(data, 0, 1 << k);
        float[] cotangents = drawn(data == Data.LARGE_MEAN ? Data.UNIFORM : data, 1, 1 << k);
        double got =
            run(g.output("y", g.add(new Reshape(Shape.of()), dw)).build(), Map.of("x", values, "dy", cotangents, "w", new float[] {1}));
        double right = sum(values.length, i -> (double) values[i] * cotangents[i]);
        return Math.abs(got - right) / right;
      }
    },
    /// All examples look up one row.
    EMBEDDING_GRADIENT("embedding gradient") {
      @Override
      double error(Data data, int k) {
        int n = 1 << k;
        var g = new GraphBuilder("embedding");
        Node table = g.input("table", TensorType.f32(1, 1));
        Node rows = g.input("rows", new TensorType(DType.I32, Shape.of().batched()));
        Node dy = g.input("dy", rows(k, 1));
        Node dtable = Gradient.of(g.add(new Gather(0), table, rows), dy, List.of(table), g).getFirst();
        float[] values = drawn(data, 0, n);
        double got = run(g.output("y", g.add(new Reshape(Shape.of()), dtable)).build(),
            Map.of("table", new float[1], "rows", new int[n], "dy", values), n);
        return Math.abs(got - sum(n, i -> values[i])) / sum(n, i -> Math.abs(values[i]));
      }
    };

    final String text;

    Sum(String text) {
      this.text = text;
    }

    /// The relative error of the sum of `2^k` terms, before it is counted in roundings.
    abstract double error(Data data, int k);
  }

  /// One example with as square an image as can be.
  private static TensorType image(int k) {
    return TensorType.f32(1, 1, 1 << k / 2, 1 << k - k / 2);
  }

  private static TensorType rows(int k, int features) {
    return new TensorType(DType.F32, Shape.of(features).batched());
  }

  private static float[] drawn(Data data, int stream, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = data.at(stream, i);
    }
    return values;
  }

  /// Compensated (Neumaier 1974).
  private static double sum(int n, IntToDoubleFunction term) {
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < n; i++) {
      double next = term.applyAsDouble(i);
      double total = sum + next;
      lost += Math.abs(sum) >= Math.abs(next) ? sum - total + next : next - total + sum;
      sum = total;
    }
    return sum + lost;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double run(Graph graph, Map<String, Object> inputs) {
    return run(graph, inputs, 1);
  }

  private static double run(Graph graph, Map<String, Object> inputs, int batch) {
    Context context = Compiler.create().compile(graph).context(1);
    inputs.forEach((name, values) -> {
      if (values instanceof float[] floats) {
        context.setInput(name, floats, 0);
      } else {
        context.setInput(name, (int[]) values, 0);
      }
    });
    context.run(batch);
    return context.scalar("y");
  }
}
