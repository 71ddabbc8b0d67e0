package jacquard.ir.planted;

import jacquard.ir.NdArray;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Neg;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Nodes with one error: everything that can be said of any value, of a structure, of attributes, of constants.
public final class NodeErrors {
  /// What stands in the place of a node with these inputs, of the same type.
  @FunctionalInterface
  public interface Replacement {
    Node of(List<Node> inputs, GraphBuilder g);
  }

  private NodeErrors() {}

  public static List<Change<Replacement>> of(Node node) {
    var all = new ArrayList<Change<Replacement>>();
    switch (node.op()) {
      case Constant c -> c.data().value().ifPresent(v -> constants(v, all));
      case LeafOp leaf -> { }
      default -> {
        result(node, all);
        swapped(node, all);
        attributes(node, all);
        if (node.op() instanceof StructuredOp op) {
          StructureErrors.of(op.structure(node.operands())).forEach(c -> add(all, node, c, c.value()));
        }
      }
    }
    return all;
  }

  private static void add(List<Change<Replacement>> all, Node node, Change<?> c, jacquard.ir.loop.Structure structure) {
    all.add(new Change<>(c.kind(), node.op().mnemonic() + " " + c.text(),
        (inputs, g) -> Generic.node(structure, node.type(), inputs, g)));
  }

  private static void result(Node node, List<Change<Replacement>> all) {
    if (node.type().dtype().isFloat()) {
      all.add(new Change<>(Kind.SIGN, node.op().mnemonic() + " negated", (inputs, g) -> g.add(new Neg(), copy(node, inputs, g))));
      all.add(new Change<>(Kind.FACTOR, node.op().mnemonic() + " · " + ScalarErrors.OFF, (inputs, g) -> scaled(copy(node, inputs, g), g)));
    }
  }

  static Node scaled(Node node, GraphBuilder g) {
    return g.add(new Map(Scalar.read(0).times(Scalar.constant(ScalarErrors.OFF)), node.type().dtype()), node);
  }

  private static Node copy(Node node, List<Node> inputs, GraphBuilder g) {
    return g.append(node.op(), inputs, node.type(), node.loc());
  }

  /// Operands of one type in the other order; sums and products do not mind.
  private static void swapped(Node node, List<Change<Replacement>> all) {
    for (int k = 1; k < node.inputs().size(); k++) {
      boolean same = node.input(k - 1).type().equals(node.input(k).type()) && node.input(k - 1) != node.input(k);
      if (same && !COMMUTATIVE.contains(node.op().mnemonic())) {
        int at = k;
        all.add(new Change<>(Kind.OPERAND, node.op().mnemonic() + " with operands " + (k - 1) + " and " + k + " swapped", (inputs, g) -> {
          var others = new ArrayList<>(inputs);
          Collections.swap(others, at - 1, at);
          return copy(node, others, g);
        }));
      }
    }
  }

  private static final java.util.Set<String> COMMUTATIVE = java.util.Set.of("add", "mul", "maximum", "minimum");

  private static void attributes(Node node, List<Change<Replacement>> all) {
    for (Change<Op> c : AttributeErrors.of(node.op())) {
      if (fits(c.value(), node)) {
        all.add(new Change<>(c.kind(), c.text(), (inputs, g) -> g.append(c.value(), inputs, node.type(), node.loc())));
      }
    }
  }

  private static boolean fits(Op op, Node node) {
    try {
      Operands in = node.operands();
      return op.infer(in).equals(node.type());
    } catch (RuntimeException refused) {
      return false;
    }
  }

  private static void constants(NdArray value, List<Change<Replacement>> all) {
    if (value.dtype().isFloat()) {
      NdArray scaled = NdArray.zeros(value.type());
      NdArray moved = NdArray.zeros(value.type());
      boolean constant = true;
      boolean zero = true;
      for (int i = 0; i < value.size(); i++) {
        scaled.set(i, ScalarErrors.OFF * value.get(i));
        moved.set(i, value.get((i + 1) % value.size()));
        constant &= value.get(i) == value.get(0);
        zero &= value.get(i) == 0;
      }
      if (!zero) {
        all.add(new Change<>(Kind.FACTOR, "constant · " + ScalarErrors.OFF, (inputs, g) -> constant(scaled, g)));
      }
      if (!constant) {
        all.add(new Change<>(Kind.INDEX, "constant moved by one", (inputs, g) -> constant(moved, g)));
      }
    }
  }

  private static Node constant(NdArray value, GraphBuilder g) {
    return g.add(new Constant(ConstantData.of(value)), List.of());
  }
}
