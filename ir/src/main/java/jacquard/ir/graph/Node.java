package jacquard.ir.graph;

import jacquard.ir.Loc;
import jacquard.ir.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// One value of a graph: an op applied to the values of other nodes.
///
/// A node has exactly one result and is equal only to itself; `id` is its place among the nodes of its graph, after those of its inputs.
public final class Node {
  private final int id;
  private final Op op;
  private final List<Node> inputs;
  private final TensorType type;
  private final Loc loc;

  Node(int id, Op op, List<Node> inputs, TensorType type, Loc loc) {
    this.id = id;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.type = type;
    this.loc = loc;
  }

  public int id() {
    return id;
  }

  public Op op() {
    return op;
  }

  public List<Node> inputs() {
    return inputs;
  }

  public Node input(int index) {
    return inputs.get(index);
  }

  public TensorType type() {
    return type;
  }

  /// What the op's shapes and loops follow from: the types of the inputs, and the place that errors name.
  public Operands operands() {
    return Operands.of(op, inputs, loc);
  }

  public Loc loc() {
    return loc;
  }

  /// One line for debuggers; the text form proper is printed by `jacquard.ir.text`.
  @Override
  public String toString() {
    return "%" + id + " = " + op.mnemonic() + inputs.stream().map(n -> " %" + n.id).collect(Collectors.joining(",")) + " : " + type;
  }
}
