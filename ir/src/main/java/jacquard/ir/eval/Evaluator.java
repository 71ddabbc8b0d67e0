package jacquard.ir.eval;

import jacquard.ir.CompilerBug;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import jacquard.ir.graph.StructuredOp;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Evaluates a graph node by node: structured ops point by point in double, composites through their expansion.
public final class Evaluator {
  private final Map<String, NdArray> leaves;
  private final int batch;
  private final Map<Node, NdArray> values = new IdentityHashMap<>();

  private Evaluator(Map<String, NdArray> leaves, int batch) {
    this.leaves = leaves;
    this.batch = batch;
  }

  /// The outputs of `graph` by name, followed by the next value of every state under `next:NAME`.
  ///
  /// `leaves` holds a value for each input and state; the batch size follows from them.
  public static Map<String, NdArray> run(Graph graph, Map<String, NdArray> leaves) {
    var evaluator = new Evaluator(leaves, batch(graph, leaves));
    var result = new LinkedHashMap<String, NdArray>();
    graph.outputs().forEach((name, node) -> result.put(name, evaluator.value(node)));
    graph.next().forEach((state, node) -> result.put("next:" + ((State) state.op()).name(), evaluator.value(node)));
    return result;
  }

  /// The value of a node whose constants are all it depends on.
  public static NdArray constant(Node node) {
    return new Evaluator(Map.of(), 1).value(node);
  }

  /// The value of a node for `leaves`, a value of each input and state that it depends on; no dimension on the way is the batch.
  public static NdArray value(Node node, Map<String, NdArray> leaves) {
    return new Evaluator(leaves, 1).value(node);
  }

  static int batch(Graph graph, Map<String, NdArray> leaves) {
    for (Node input : graph.inputs()) {
      for (int d = 0; d < input.type().rank(); d++) {
        if (input.type().shape().dim(d).perBatch()) {
          return given(leaves, input.op()).shape().extent(d) / input.type().shape().dim(d).count();
        }
      }
    }
    return 1;
  }

  private static NdArray given(Map<String, NdArray> leaves, Op leaf) {
    NdArray value = leaves.get(name(leaf));
    if (value == null) {
      throw UserError.of("input/missing").problem("the evaluator was given nothing for %s", leaf)
          .got("values for %s", leaves.keySet().stream().sorted().toList()).expected("one for every input and state").build();
    }
    return value;
  }

  /// Of an input or a state; empty for a constant.
  static String name(Op leaf) {
    return leaf instanceof Input i ? i.name() : leaf instanceof State s ? s.name() : "";
  }

  private NdArray value(Node root) {
    var stack = new ArrayList<>(List.of(root));
    while (!stack.isEmpty()) {
      Node node = stack.getLast();
      List<Node> missing = node.inputs().stream().filter(i -> !values.containsKey(i)).toList();
      if (missing.isEmpty()) {
        stack.removeLast();
        values.computeIfAbsent(node, this::compute);
      } else {
        stack.addAll(missing);
      }
    }
    return computed(root);
  }

  private NdArray compute(Node node) {
    return switch (node.op()) {
      case LeafOp leaf -> leaf(leaf, leaves, batch);
      case CompositeOp composite -> composite(composite, node);
      case StructuredOp structured -> {
        var in = node.operands();
        yield StructureEvaluator.evaluate(structured.structure(in), bound(node.type()),
            node.inputs().stream().map(this::computed).toList(), batch);
      }
    };
  }

  static NdArray leaf(LeafOp leaf, Map<String, NdArray> leaves, int batch) {
    NdArray value = leaf instanceof Constant c
        ? c.data().value().orElseThrow(() -> CompilerBug.of("the data of constant %s is absent", c.data()))
        : given(leaves, leaf);
    TensorType type = leaf.type();
    if (!value.type().equals(type.shaped(type.shape().bound(batch)))) {
      throw CompilerBug.of("the evaluator was given %s for %s", value.type(), leaf);
    }
    return value;
  }

  private NdArray computed(Node node) {
    NdArray value = values.get(node);
    if (value == null) {
      throw CompilerBug.of("%s is used before it is computed", node);
    }
    return value;
  }

  /// The expansion evaluated in a graph of its own, its inputs standing for the node's.
  private NdArray composite(CompositeOp op, Node node) {
    var g = new GraphBuilder("expansion");
    var inputs = new ArrayList<Node>();
    var given = new LinkedHashMap<String, NdArray>();
    for (Node input : node.inputs()) {
      String name = "x" + inputs.size();
      inputs.add(g.input(name, input.type()));
      given.put(name, computed(input));
    }
    return new Evaluator(given, batch).value(op.expand(inputs, g));
  }

  private TensorType bound(TensorType type) {
    return type.shaped(type.shape().bound(batch));
  }
}
