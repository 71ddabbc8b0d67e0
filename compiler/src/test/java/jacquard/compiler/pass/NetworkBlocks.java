package jacquard.compiler.pass;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The part of [RandomGraphs] about what networks are made of: convolutions of all kinds with normalisation, residual adds, branches,
/// slices, pooling, dropout, and dense layers after a flattening. Weights are constants, constant subgraphs or states.
///
/// Blocks read what blocks made, or the input, never infinities: what folds weights is equal in the reals.
final class NetworkBlocks {
  /// Enough weights for two factors of rank 1 to be predicted faster, though two calls cost more than one.
  private static final int FACTORED = 20_000;
  private static final TensorType NUMBER = new TensorType(DType.I64, Shape.SCALAR);

  private final Random random;
  private final GraphBuilder g;
  private final List<Node> images = new ArrayList<>();
  private int names;

  NetworkBlocks(Random random, GraphBuilder g) {
    this.random = random;
    this.g = g;
  }

  /// The result of a block over `image` or over an earlier block's.
  Node next(Node image) {
    if (images.isEmpty()) {
      images.add(image);
    }
    Node y = block(images.get(random.nextInt(images.size())));
    if (y.type().rank() == 4) {
      images.add(y);
    }
    return y;
  }

  private Node block(Node x) {
    return switch (random.nextInt(8)) {
      case 0 -> relu(normalized(convolution(x, channels(x) * (1 + random.nextInt(2)), random.nextBoolean() ? channels(x) : 1)));
      case 1 -> relu(biased(convolution(x, 1 + random.nextInt(4), 1)));
      case 2 -> relu(g.add(new Add(), normalized(convolution(relu(biased(convolution(x, channels(x), 1))), channels(x), 1)), x));
      case 3 -> branches(x);
      case 4 -> slices(relu(biased(pointwise(pointwise(x)))));
      case 5 -> dense(random.nextBoolean() ? pooled(x) : x);
      case 6 -> g.add(new Dropout(0.5, names++, random.nextBoolean()), relu(pointwise(x)), g.input("seed" + names, NUMBER),
          g.input("step" + names, NUMBER));
      default -> pooled(relu(biased(pointwise(normalized(x)))));
    };
  }

  /// Side by side; the same function after each, most of the time.
  private Node branches(Node x) {
    Node pooled = pointwise(pooled(x));
    return g.add(new Concat(1), g.add(new Relu(), pointwise(x)), g.add(new Relu(), biased(pointwise(x))),
        random.nextInt(4) == 0 ? pooled : g.add(new Relu(), pooled));
  }

  private static int channels(Node x) {
    return x.type().shape().extent(1);
  }

  private Node relu(Node x) {
    return g.add(random.nextInt(5) == 0 ? new Tanh() : new Relu(), x);
  }

  /// With 3x3 kernels and a padding that keeps the extents.
  private Node convolution(Node x, int filters, int groups) {
    return g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), groups), x,
        weights(Shape.of(filters, channels(x) / groups, 3, 3)));
  }

  private Node pointwise(Node x) {
    return g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1), x,
        weights(Shape.of(1 + random.nextInt(4), channels(x), 1, 1)));
  }

  private Node biased(Node x) {
    return g.add(new Add(), x, g.add(new Reshape(Shape.of(channels(x), 1, 1)), weights(Shape.of(channels(x)))));
  }

  private Node normalized(Node x) {
    Shape shape = Shape.of(channels(x));
    Node variance = g.constant(NdArray.filled(new TensorType(DType.F64, shape), 0.5 + random.nextInt(3)));
    return g.add(new BatchNorm(1e-5), x, g.constant(normal(shape)), variance, weights(shape), weights(shape));
  }

  private Node pooled(Node x) {
    var window = Window.of(List.of(3, 3), List.of(1, 1), List.of(1, 1), false);
    return g.add(random.nextBoolean() ? new MaxPool(window) : new AvgPool(window, random.nextBoolean()), x);
  }

  /// The first half of the channels beside the second, negated.
  private Node slices(Node x) {
    int half = channels(x) / 2;
    return half == 0 ? x : g.add(new Concat(1), g.add(new Slice(1, half, channels(x), 1), x),
        g.add(new Neg(), g.add(new Slice(1, 0, half, 1), x)));
  }

  private Node dense(Node x) {
    Shape shape = x.type().shape();
    int elements = channels(x) * shape.extent(2) * shape.extent(3);
    Node flat = g.add(new Reshape(Shape.of(List.of(shape.dim(0), Dim.of(elements)))), x);
    boolean factored = random.nextBoolean();
    int outputs = factored ? FACTORED / elements : 3;
    Node weights = factored ? g.constant(product(outputs, elements)) : weights(Shape.of(outputs, elements));
    return relu(g.add(new Linear(), flat, weights, weights(Shape.of(outputs))));
  }

  /// A matrix of rank 1.
  private NdArray product(int rows, int columns) {
    NdArray u = normal(Shape.of(rows));
    NdArray v = normal(Shape.of(columns));
    NdArray product = NdArray.zeros(new TensorType(DType.F64, Shape.of(rows, columns)));
    for (int i = 0; i < product.size(); i++) {
      product.set(i, u.get(i / columns) * v.get(i % columns));
    }
    return product;
  }

  /// A constant, the product of two, or a state.
  private Node weights(Shape shape) {
    return switch (random.nextInt(4)) {
      case 0 -> g.state("p" + names++, new TensorType(DType.F64, shape));
      case 1 -> g.add(new Mul(), g.constant(normal(shape)), g.constant(normal(Shape.of(shape.extent(shape.rank() - 1)))));
      default -> g.constant(normal(shape));
    };
  }

  private NdArray normal(Shape shape) {
    NdArray array = NdArray.zeros(new TensorType(DType.F64, shape));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.nextGaussian());
    }
    return array;
  }
}
