package jacquard.compiler.pass;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Random graphs of f64 values, well-typed by trial: what an op rejects is left out. They grow with `size`, so that smaller failures are
/// found by smaller sizes.
final class RandomGraphs {
  /// Numbers of leaves that layers share.
  private static final int BIAS = 2;
  private static final int LAYER_WEIGHTS = 3;

  private final Random random;
  private final boolean wild;
  private final GraphBuilder g = new GraphBuilder("random");
  private final List<Node> values = new ArrayList<>();
  private final List<Node> leaves = new ArrayList<>();
  private final ConstantConvolutions convolutions;
  private final NetworkBlocks blocks;
  private boolean discarded;

  /// `wild` graphs divide by anything and take logarithms of it, giving infinities and NaN.
  private RandomGraphs(long seed, boolean wild) {
    this.random = new Random(seed);
    this.wild = wild;
    this.convolutions = new ConstantConvolutions(random, g, this::constant);
    this.blocks = new NetworkBlocks(random, g);
  }

  /// A graph of about `size` nodes, with gradients of one of its values where `gradients` is set.
  static Graph of(long seed, int size, boolean wild, boolean gradients) {
    var graphs = new RandomGraphs(seed, wild);
    graphs.grow(size);
    return graphs.finish(gradients);
  }

  private void grow(int size) {
    leaf(g.input("x", f64(Dim.BATCH, Dim.of(2), Dim.of(4), Dim.of(3))));
    leaf(g.input("v", f64(Dim.BATCH, Dim.of(3))));
    leaf(g.state("b", f64(Dim.of(3))));
    leaf(g.state("w", f64(Dim.of(3), Dim.of(3))));
    values.add(g.constant(constant(Shape.of(2, 3))));
    int tries = size * 4;
    for (int i = 0; values.size() < size + 4 && i < tries; i++) {
      try {
        Node value = step();
        if (value.type().shape().dims().stream().filter(Dim::perBatch).count() <= 1) {
          values.add(value);
        } else {
          discarded = true; // [N,1] and [3N] broadcast to what no graph may hold
        }
      } catch (UserError rejected) {
        // the next one may fit
      }
    }
  }

  private void leaf(Node node) {
    values.add(node);
    leaves.add(node);
  }

  private Graph finish(boolean gradients) {
    Node y = values.getLast();
    g.output("y", y).output("z", pick()).output("x_again", leaves.getFirst());
    if (gradients) {
      Node dy = g.input("dy", y.type());
      List<Node> found = Gradient.of(y, dy, leaves, g);
      for (int i = 0; i < LAYER_WEIGHTS; i++) {
        g.output("d" + i, found.get(i));
      }
      for (Node state : leaves.subList(BIAS, leaves.size())) {
        g.next(state, g.add(new Sub(), state, found.get(leaves.indexOf(state)))); // that of weights is nobody else's
      }
    }
    return discarded ? GraphRebuild.withoutDead(g.build()) : g.build();
  }

  private static TensorType f64(Dim... dims) {
    return new TensorType(DType.F64, Shape.of(List.of(dims)));
  }

  /// Numbers that rules look at: 0, -0, 1, halves.
  private NdArray constant(Shape shape) {
    NdArray array = NdArray.zeros(new TensorType(DType.F64, shape));
    double[] special = {0.0, -0.0, 1, 0.5, -2};
    boolean filled = random.nextBoolean();
    int first = random.nextInt(special.length);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, special[filled ? first : random.nextInt(special.length)]);
    }
    return array;
  }

  private Node pick() {
    // Late values more often: chains grow.
    return values.get(Math.max(random.nextInt(values.size()), random.nextInt(values.size())));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Node step() {
    Node x = pick();
    return switch (random.nextInt(13)) {
      case 11, 12 -> blocks.next(leaves.getFirst());
      case 10 -> convolutions.next(leaves.getFirst(), values);
      case 0, 1, 2 -> g.add(any(unary()), x);
      case 3, 4 -> g.add(any(List.of(new Add(), new Sub(), new Mul(), new Maximum())), x, random.nextInt(3) == 0 ? scalar() : pick());
      case 5 -> other(x);
      case 6 -> g.add(view(x), x);
      case 7 -> g.add(reduction(x), x);
      case 8 -> random.nextInt(3) == 0 ? affine(layer(affine(x))) : layer(x);
      default -> constantOrMap(x);
    };
  }

  private List<Op> unary() {
    List<Op> tame = List.of(new Relu(), new Tanh(), new Sigmoid(), new Neg(), new Abs(), new Square(), new Softplus(1));
    List<Op> more = List.of(new Exp(), new Log(), new Sqrt(), new Reciprocal());
    return wild ? java.util.stream.Stream.concat(tame.stream(), more.stream()).toList() : tame;
  }

  private Node scalar() {
    return g.scalar(DType.F64, any(List.of(0.0, -0.0, 1.0, 2.5)));
  }

  private Node other(Node x) {
    return switch (random.nextInt(5)) {
      case 0 -> g.add(new Cast(DType.F64), g.add(new Cast(any(List.of(DType.F32, DType.I32, DType.BOOL))), x));
      case 1 -> {
        Node y = random.nextBoolean() ? scalar() : pick();
        Node mask = g.add(new Compare(any(List.of(CompareFn.values()))), x, y);
        yield g.add(new Where(), mask, x, random.nextBoolean() ? y : pick());
      }
      case 2 -> g.add(new Div(), x, wild ? pick() : scalar25());
      case 3 -> {
        Op activation = any(unary());
        int axis = x.type().rank() - 1;
        yield x.type().rank() < 2 ? x : g.add(new Concat(axis), g.add(activation, x), g.add(activation, g.add(new Neg(), x)));
      }
      default -> g.add(new Mul(), x, x);
    };
  }

  private Node scalar25() {
    return g.scalar(DType.F64, 2.5);
  }

  private Op view(Node x) {
    Shape shape = x.type().shape();
    int rank = shape.rank();
    int d = rank == 0 ? 0 : random.nextInt(rank);
    return switch (random.nextInt(7)) {
      case 0 -> new Reshape(rank > 1 && !shape.dim(rank - 1).perBatch() ? flattened(shape) : shape.inserted(rank, Dim.of(1)));
      case 1 -> new Reshape(shape.inserted(d, Dim.of(1)));
      case 2 -> new Transpose(shuffled(rank));
      case 3 -> new Reverse(rank == 0 ? List.of() : List.of(d));
      case 4 -> new Slice(d, random.nextInt(2), 1 + random.nextInt(3), 1 + random.nextInt(2));
      case 5 -> new Pad(ints(rank, -1, 2), ints(rank, -1, 2));
      default -> new BroadcastTo(shape.inserted(0, Dim.of(1 + random.nextInt(2))));
    };
  }

  private static Shape flattened(Shape shape) {
    int last = shape.rank() - 1;
    Dim before = shape.dim(last - 1);
    return shape.without(last).with(last - 1, new Dim(before.count() * shape.dim(last).count(), before.perBatch()));
  }

  private List<Integer> shuffled(int rank) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    java.util.Collections.shuffle(order, random);
    return order;
  }

  private List<Integer> ints(int count, int from, int to) {
    return IntStream.range(0, count).mapToObj(i -> random.nextInt(3) == 0 ? from + random.nextInt(to - from + 1) : 0).toList();
  }

  private Op reduction(Node x) {
    List<Integer> axes = IntStream.range(0, x.type().rank()).filter(d -> random.nextBoolean()).boxed().toList();
    boolean keep = random.nextBoolean();
    return switch (random.nextInt(4)) {
      case 0 -> new ReduceMax(axes, keep);
      case 1 -> new ReduceMean(axes, keep);
      case 2 -> new Softmax(x.type().rank() - 1);
      default -> new ReduceSum(axes, keep);
    };
  }

  private Node layer(Node x) {
    Shape shape = x.type().shape();
    if (shape.rank() == 4 && random.nextInt(3) > 0) {
      var window = Window.of(List.of(2, 2), List.of(1 + random.nextInt(2), 1), List.of(random.nextInt(2), 0), random.nextBoolean());
      return switch (random.nextInt(3)) {
        case 0 -> g.add(new MaxPool(window), x);
        case 1 -> g.add(new AvgPool(window, random.nextBoolean()), x);
        default -> g.add(Convolution.of(List.of(1 + random.nextInt(2), 1), List.of(1, random.nextInt(2)), List.of(1, 1), 1), x,
            weights(Shape.of(List.of(Dim.of(2), shape.dim(1), Dim.of(2), Dim.of(2)))));
      };
    }
    Dim last = shape.rank() == 0 ? Dim.of(1) : shape.dim(shape.rank() - 1);
    Node y = shape.rank() > 1 && random.nextBoolean() ? g.add(new MatMul(), x, weights(Shape.of(List.of(last, Dim.of(3)))))
        : g.add(new Linear(), x, weights(Shape.of(List.of(Dim.of(3), last))), leaves.get(BIAS));
    if (y.type().rank() == 2 && y.type().shape().dim(0).equals(Dim.BATCH) && random.nextInt(3) == 0) {
      Node label = g.input("label" + values.size(), new TensorType(DType.I32, Shape.of(List.of(Dim.BATCH))));
      Op loss = new CrossEntropy(0.1, any(List.of(LossReduction.values())));
      return random.nextBoolean() ? g.add(loss, y, label) : g.add(new LogSoftmax(1), y);
    }
    return y;
  }

  /// As normalisation by known statistics is: one factor and one summand per channel.
  private Node affine(Node x) {
    int rank = x.type().rank();
    Shape channels = rank == 4 ? Shape.of(List.of(x.type().shape().dim(1), Dim.of(1), Dim.of(1)))
        : Shape.of(rank == 0 ? List.of() : List.of(x.type().shape().dim(rank - 1)));
    Node y = channels.isBatched() ? x : g.add(any(List.of(new Mul(), new Add(), new Sub())), x, g.constant(constant(channels)));
    return random.nextBoolean() || channels.isBatched() ? y : g.add(new Add(), g.constant(constant(channels)), y);
  }

  /// Learnt, or known when the graph is built.
  private Node weights(Shape shape) {
    Node shared = leaves.get(LAYER_WEIGHTS);
    if (shape.equals(shared.type().shape())) {
      return shared;
    }
    return random.nextBoolean() && !shape.isBatched() ? g.constant(constant(shape))
        : g.state("w" + values.size() + "_" + random.nextInt(1_000_000), new TensorType(DType.F64, shape));
  }

  private Node constantOrMap(Node x) {
    if (random.nextBoolean()) {
      return g.constant(constant(x.type().shape().isBatched() ? Shape.SCALAR : x.type().shape()));
    }
    Scalar position = x.type().rank() == 0 ? Scalar.constant(2) : new Scalar.Index(IndexExpr.var(random.nextInt(x.type().rank())));
    Scalar body = Scalar.read(0).apply(UnaryFn.TANH).times(position).plus(new Scalar.Count(Dim.BATCH));
    return Map.node(body, DType.F64, List.of(x), g);
  }
}
