package jacquard.testkit;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Tanh;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A network as it grows: the values made so far, of which every step takes one, and the leaves they stand on.
public final class NetworkGrower {
  /// What a network may start from, the first that fits.
  private static final List<Shape> INPUTS = List.of(Shape.of(5).batched(), Shape.of(4, 7).batched(), Shape.of(2, 5, 4).batched(),
      Shape.of(2, 3, 4, 3).batched(), Shape.of(3, 4));

  private final GraphBuilder g;
  private final DType dtype;
  private final List<Node> values = new ArrayList<>();
  private int leaves;

  NetworkGrower(GraphBuilder g, DType dtype) {
    this.g = g;
    this.dtype = dtype;
  }

  public GraphBuilder graph() {
    return g;
  }

  /// The element type of the network's numbers.
  public DType dtype() {
    return dtype;
  }

  public Node add(Op op, Node... inputs) {
    return g.add(op, inputs);
  }

  /// A new parameter.
  public Node weight(Shape shape) {
    return g.state("w" + leaves++, new TensorType(dtype, shape));
  }

  public Node weight(int... extents) {
    return weight(Shape.of(extents));
  }

  /// A new input of whole numbers in `[0, bound)`: class numbers, indices. Its name says the bound.
  public Node indices(DType type, Shape shape, int bound) {
    return g.input("below" + bound + "_" + leaves++, new TensorType(type, shape));
  }

  public Node mask(Shape shape) {
    return indices(DType.BOOL, shape, 2);
  }

  /// A second operand of the type of `x`: a value made before where there is one, or a new leaf.
  public Node like(Node x, Choices choices) {
    List<Node> same = values.stream().filter(v -> v != x && v.type().equals(x.type())).toList();
    int chosen = choices.below(same.size() + 1);
    return chosen > 0 ? same.get(chosen - 1) : leaf(x.type().shape());
  }

  /// `x² + ½`: where an op takes positive numbers.
  public Node positive(Node x) {
    Scalar square = Scalar.read(0).times(Scalar.read(0));
    return add(new Map(square.plus(Scalar.constant(0.5)), dtype), x);
  }

  /// `tanh x`: where an op grows so fast that rounding would be seen through it.
  public Node bounded(Node x) {
    return add(new Tanh(), x);
  }

  /// The value a step works on, the newest first and a new input last.
  Node operand(Predicate<TensorType> accepts, int choice) {
    List<Node> fitting = values.reversed().stream().filter(v -> accepts.test(v.type())).toList();
    int chosen = Math.floorMod(choice, fitting.size() + 1);
    if (chosen < fitting.size()) {
      return fitting.get(chosen);
    }
    Node input = INPUTS.stream().filter(s -> accepts.test(new TensorType(dtype, s))).findFirst().map(this::leaf)
        .orElseThrow(() -> new IllegalArgumentException("no input of a random network fits; add one to NetworkGrower.INPUTS"));
    values.add(input);
    return input;
  }

  void keep(Node value) {
    values.add(value);
  }

  List<Node> values() {
    return values;
  }

  private Node leaf(Shape shape) {
    return shape.isBatched() ? g.input("x" + leaves++, new TensorType(dtype, shape)) : weight(shape);
  }
}
