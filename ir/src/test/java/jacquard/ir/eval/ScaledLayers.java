package jacquard.ir.eval;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Window;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/// What a [ScaledNetwork] is made of: convolutions, normalisations, branches, residuals, poolings, dense layers of low rank, sums with
/// factors.
final class ScaledLayers {
  /// 2^39 is 5.5e11. Powers of two, so that products of factors stay products when they are scaled.
  private static final int LARGEST_EXPONENT = 39;
  /// As many weights pay for two factors, two calls being more than one.
  private static final int FACTORED = 20_000;

  private final Random random;
  private final DType dtype;
  private final GraphBuilder g = new GraphBuilder("scaled");
  /// The scale of each channel of the newest value.
  private double[] scale = {};

  ScaledLayers(long seed, DType dtype) {
    this.random = new Random(seed);
    this.dtype = dtype;
  }

  ScaledNetwork network() {
    int channels = 1 + random.nextInt(4);
    scale = scales(channels);
    Shape shape = Shape.of(channels, 3 + random.nextInt(3), 3 + random.nextInt(3));
    Node x = g.input("x", new TensorType(dtype, shape.batched()));
    double[] mean = scaled(channels, c -> scale[c] * (1 + random.nextInt(3)));
    NdArray input = input(shape.batched().bound(1 + random.nextInt(2)), mean);
    Node y = random.nextInt(3) == 0 ? standardised(x, mean) : x;
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      y = block(y);
    }
    g.output("y", end(y));
    return new ScaledNetwork(g.build(), Map.of("x", input));
  }

  /// `x[1,1,length]`, uniform, now and then around a larger mean.
  ScaledNetwork longAxis(int length) {
    scale = scales(1);
    double mean = random.nextInt(3) == 0 ? scale[0] * 1000 : 0;
    Node x = g.input("x", new TensorType(dtype, Shape.of(1, length).batched()));
    NdArray input = NdArray.zeros(x.type().shaped(Shape.of(1, 1, length)));
    fill(input, i -> mean + scale[0] * random.nextDouble());
    int filters = 1 + random.nextInt(2);
    Node y = switch (random.nextInt(4)) {
      case 0 -> convolution(x, scales(filters), 3, 1);
      case 1 -> g.add(new Relu(), normalized(convolution(x, scales(filters), 1, 1)));
      case 2 -> g.add(new Relu(), x);
      default -> x;
    };
    g.output("y", switch (random.nextInt(4)) {
      case 0 -> g.add(new ReduceMean(List.of(2), false), y);
      case 1 -> g.add(new ReduceSum(List.of(2), false), rescaled(y));
      case 2 -> g.add(new AvgPool(Window.of(List.of(length), List.of(1), List.of(0), false), true), y);
      default -> dense(y, 2, 0);
    });
    return new ScaledNetwork(g.build(), Map.of("x", input));
  }

  private NdArray input(Shape shape, double[] mean) {
    NdArray input = NdArray.zeros(new TensorType(dtype, shape));
    int positions = shape.extent(2) * shape.extent(3);
    fill(input, i -> {
      int c = i / positions % mean.length;
      return mean[c] + scale[c] * random.nextGaussian();
    });
    return input;
  }

  private Node block(Node x) {
    return switch (random.nextInt(10)) {
      case 0 -> g.add(new Relu(), x);
      case 1 -> convolution(x, scales(filters(x)), 3, 1);
      case 2 -> g.add(new Relu(), biased(convolution(x, scales(filters(x)), 1, 1)));
      case 3 -> g.add(new Relu(), normalized(convolution(x, scales(filters(x)), 3, random.nextBoolean() ? scale.length : 1)));
      case 4 -> convolution(biased(convolution(x, scales(filters(x)), 1, 1)), scales(filters(x)), 1, 1);
      case 5 -> convolution(rescaled(convolution(x, scales(1 + random.nextInt(3)), 1, 1)), scales(filters(x)), 3, 1);
      case 6 -> convolution(normalized(x), scales(filters(x)), 1, 1);
      case 7 -> g.add(new Add(), convolution(x, scale, 3, 1), x);
      case 8 -> branches(x);
      default -> pooled(x);
    };
  }

  /// Depthwise layers have as many filters as channels.
  private int filters(Node x) {
    return x.type().shape().extent(1) * (1 + random.nextInt(2));
  }

  private Node branches(Node x) {
    double[] before = scale;
    double[] first = scales(1 + random.nextInt(4));
    Node a = g.add(new Relu(), convolution(x, first, 1, 1));
    scale = before;
    double[] second = scales(1 + random.nextInt(4));
    Node b = g.add(new Relu(), biased(convolution(x, second, 1, 1)));
    scale = DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    return g.add(new Concat(1), a, b);
  }

  private Node pooled(Node x) {
    var window = Window.of(List.of(3, 3), List.of(1, 1), List.of(1, 1), false);
    return g.add(random.nextBoolean() ? new MaxPool(window) : new AvgPool(window, random.nextBoolean()), x);
  }

  /// A sum or mean of each channel, with a factor that does not change along it, or a dense layer.
  private Node end(Node x) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> g.add(new ReduceSum(List.of(2, 3), false), rescaled(x));
      case 2, 3 -> g.add(new ReduceMean(List.of(2, 3), false), x);
      case 4, 5, 6 -> dense(x, 5, 0);
      default -> dense(x, FACTORED / (int) (x.type().shape().size(1)), 1 + random.nextInt(2));
    };
  }

  private Node convolution(Node x, double[] filters, int window, int groups) {
    double[] from = scale;
    int rank = x.type().rank();
    int ins = from.length / groups;
    int taps = rank == 3 ? window : window * window;
    Shape shape = rank == 3 ? Shape.of(filters.length, ins, window) : Shape.of(filters.length, ins, window, window);
    Node w = constant(shape, i -> {
      int o = i / (ins * taps);
      int c = o / (filters.length / groups) * ins + i / taps % ins;
      return random.nextInt(16) == 0 ? 0 : filters[o] / from[c] * random.nextGaussian();
    });
    scale = filters;
    List<Integer> ones = Collections.nCopies(rank - 2, 1);
    return g.add(Convolution.of(ones, Collections.nCopies(rank - 2, window / 2), ones, groups), x, w);
  }

  private Node biased(Node x) {
    return g.add(new Add(), x, channels(x, c -> scale[c] * random.nextGaussian()));
  }

  private Node standardised(Node x, double[] mean) {
    Node y = g.add(new Mul(), g.add(new Sub(), x, channels(x, c -> mean[c])), channels(x, c -> 1 / scale[c]));
    scale = scaled(scale.length, c -> 1);
    return y;
  }

  private Node rescaled(Node x) {
    double[] from = scale;
    double[] to = scales(from.length);
    scale = to;
    return g.add(new Mul(), x, channels(x, c -> to[c] / from[c] * (0.5 + random.nextDouble())));
  }

  private Node normalized(Node x) {
    double[] from = scale;
    double[] to = scales(from.length);
    Shape shape = Shape.of(from.length);
    scale = to;
    double[] deviation = scaled(from.length, c -> from[c] * (0.5 + random.nextDouble()));
    return g.add(new BatchNorm(0), x, constant(shape, c -> from[c] * random.nextGaussian()),
        constant(shape, c -> deviation[c] * deviation[c]),
        constant(shape, c -> to[c] * random.nextGaussian()), constant(shape, c -> to[c] * random.nextGaussian()));
  }

  /// Of all elements, with weights of rank `rank`, and now and then one channel that is no part of the product; or with any, for rank 0.
  private Node dense(Node x, int outputs, int rank) {
    double[] from = scale;
    double[] to = scales(outputs);
    int features = (int) x.type().shape().size(1);
    int positions = features / from.length;
    Node flat = g.add(new Reshape(Shape.of(List.of(Dim.BATCH, Dim.of(features)))), x);
    int[] u = random.ints((long) outputs * rank, -8, 9).toArray();
    int[] v = random.ints((long) rank * features, -8, 9).toArray();
    int apart = rank > 0 && random.nextInt(3) == 0 ? 0 : -1;
    Node w = constant(Shape.of(outputs, features), i -> {
      int o = i / features;
      int f = i % features;
      double sum = rank == 0 || f / positions == apart ? random.nextGaussian() : 0;
      for (int k = 0; k < rank && f / positions != apart; k++) {
        sum += u[o * rank + k] * v[k * features + f];
      }
      return to[o] / from[f / positions] * sum;
    });
    scale = to;
    return g.add(new Linear(), flat, w, constant(Shape.of(outputs), o -> to[o] * random.nextGaussian()));
  }

  private Node channels(Node x, IntToDoubleFunction value) {
    return constant(x.type().rank() == 3 ? Shape.of(scale.length, 1) : Shape.of(scale.length, 1, 1), value);
  }

  private double[] scales(int count) {
    return scaled(count, c -> Math.scalb(1.0, random.nextInt(2 * LARGEST_EXPONENT + 1) - LARGEST_EXPONENT));
  }

  private static double[] scaled(int count, IntToDoubleFunction value) {
    var values = new double[count];
    Arrays.setAll(values, c -> (float) value.applyAsDouble(c));
    return values;
  }

  private Node constant(Shape shape, IntToDoubleFunction value) {
    NdArray array = NdArray.zeros(new TensorType(dtype, shape));
    fill(array, value);
    return g.constant(array);
  }

  private static void fill(NdArray array, IntToDoubleFunction value) {
    for (int i = 0; i < array.size(); i++) {
      array.set(i, (float) value.applyAsDouble(i));
    }
  }
}
