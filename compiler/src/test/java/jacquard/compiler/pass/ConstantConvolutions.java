package jacquard.compiler.pass;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// The part of [RandomGraphs] about convolutions with constant weights: one after the other, and several that read the same value.
///
/// They read finite values only: what folds weights is equal in the reals, and infinities that cancel are none.
final class ConstantConvolutions {
  private final Random random;
  private final GraphBuilder g;
  private final Function<Shape, NdArray> constants;
  private final List<Node> finite = new ArrayList<>();

  ConstantConvolutions(Random random, GraphBuilder g, Function<Shape, NdArray> constants) {
    this.random = random;
    this.g = g;
    this.constants = constants;
  }

  /// The result of some convolutions over `image` or over an earlier result; values on the way go to `values` now and then.
  Node next(Node image, List<Node> values) {
    if (finite.isEmpty()) {
      finite.add(image);
    }
    Node x = finite.get(random.nextInt(finite.size()));
    Node y = switch (random.nextInt(5)) {
      case 0 -> lines(x, values);
      case 1, 2 -> convolved(affine(convolved(x)), random.nextInt(8) == 0 ? values : List.of());
      default -> module(x, values);
    };
    finite.add(y);
    return y;
  }

  private Node convolved(Node x, List<Node> values) {
    if (values.size() > 0) {
      values.add(x);
    }
    return convolved(x);
  }

  private Node convolved(Node x) {
    boolean pointwise = random.nextInt(3) > 0;
    int groups = channels(x) % 2 == 0 ? 1 + random.nextInt(2) : 1;
    int padding = pointwise ? 0 : random.nextInt(2);
    return convolved(x, pointwise ? 1 : 2, (1 + random.nextInt(4)) * groups,
        Convolution.of(List.of(1 + random.nextInt(2), 1), List.of(padding, random.nextInt(5) == 0 ? 1 : 0), List.of(1, 1), groups));
  }

  /// Three taps, mostly around each pixel, and a layer of one to three after them. The weights are normal: three layers of small
  /// integers often multiply to zero, of which rounding alone is left to compare.
  private Node lines(Node x, List<Node> values) {
    int between = 2 + random.nextInt(3);
    int padding = random.nextInt(4) == 0 ? 0 : 1;
    var op = Convolution.of(List.of(1, 1), List.of(padding, 0), List.of(1, 1), 1);
    Node wide = normal(x, 1, between, Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1));
    Node first = normal(wide, 3, between, op);
    Node y = normal(first, 1 + random.nextInt(3), between, op);
    if (random.nextInt(8) == 0) {
      values.add(first);
    }
    return y;
  }

  private Node normal(Node x, int window, int outputs, Convolution op) {
    NdArray weights = constants.apply(Shape.of(outputs, channels(x), window, 1));
    for (int i = 0; i < weights.size(); i++) {
      weights.set(i, random.nextGaussian());
    }
    return g.add(op, x, g.constant(weights));
  }

  private Node convolved(Node x, int window, int outputs, Convolution op) {
    return g.add(op, x, constant(Dim.of(outputs), Dim.of(channels(x) / op.groups()), Dim.of(window), Dim.of(1)));
  }

  private static int channels(Node x) {
    return x.type().shape().extent(1);
  }

  private Node constant(Dim... dims) {
    return g.constant(constants.apply(Shape.of(List.of(dims))));
  }

  private Node affine(Node x) {
    Node y = x;
    for (int i = random.nextInt(3); i > 0; i--) {
      Node operand = constant(Dim.of(random.nextInt(4) == 0 ? 1 : channels(x)), Dim.of(1), Dim.of(1));
      y = random.nextInt(3) == 0 ? g.add(new Mul(), operand, y) : g.add(new Add(), y, operand);
    }
    return random.nextInt(6) == 0 ? g.add(new Relu(), y) : y;
  }

  /// Branches over `x` and a pooling of it, concatenated.
  private Node module(Node x, List<Node> values) {
    int window = 1 + random.nextInt(2);
    var op = Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1);
    boolean activated = random.nextBoolean();
    var branches = new ArrayList<Node>();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      Node y = convolved(x, window, i == 0 ? 1 + random.nextInt(8) : 8 - random.nextInt(2), op);
      y = random.nextInt(3) > 0 ? g.add(new Add(), y, constant(Dim.of(channels(y)), Dim.of(1), Dim.of(1))) : y;
      branches.add(activated ? g.add(random.nextInt(8) == 0 ? new Tanh() : new Relu(), y) : y);
    }
    if (random.nextInt(3) == 0) {
      values.add(branches.getFirst());
    }
    int last = branches.size() - 1;
    branches.set(last, g.add(new MaxPool(Window.of(List.of(3, 3), List.of(1, 1), List.of(1, 1), false)), branches.get(last)));
    return random.nextInt(4) == 0 ? branches.getFirst() : g.add(new Concat(1), branches);
  }
}
