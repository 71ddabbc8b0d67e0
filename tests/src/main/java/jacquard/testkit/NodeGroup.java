package jacquard.testkit;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Nodes of a graph as a function of their own: a layer, a line of source, or one node. `inputs` are the values from outside,
/// `outputs` what is used outside.
record NodeGroup(String name, List<Node> nodes, Set<Node> inputs, Set<Node> outputs) {
  private static final String BATCH = "batch";

  /// The layers of a graph in order; nodes without a layer go by their line.
  static List<NodeGroup> layers(Graph graph) {
    var parts = new LinkedHashMap<String, List<Node>>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof LeafOp)) {
        List<String> layers = node.loc().layers();
        String name = layers.isEmpty() ? node.loc().toString() : layer(layers.getFirst());
        parts.computeIfAbsent(name, n -> new ArrayList<>()).add(node);
      }
    }
    Map<Node, Set<Node>> users = users(graph);
    Set<Node> results = identities(graph.outputs().values());
    results.addAll(graph.next().values());
    return parts.entrySet().stream().map(part -> of(part.getKey(), part.getValue(), users, results)).toList();
  }

  /// What the group of a layer is called.
  static String layer(String name) {
    return "layer \"" + name + '"';
  }

  private static NodeGroup of(String name, List<Node> nodes, Map<Node, Set<Node>> users, Set<Node> results) {
    Set<Node> own = identities(nodes);
    var inputs = new LinkedHashSet<Node>();
    var outputs = new LinkedHashSet<Node>();
    for (Node node : nodes) {
      node.inputs().stream().filter(i -> !own.contains(i)).forEach(inputs::add);
      if (results.contains(node) || !own.containsAll(users.getOrDefault(node, Set.of()))) {
        outputs.add(node);
      }
    }
    return new NodeGroup(name, nodes, inputs, outputs);
  }

  private static Map<Node, Set<Node>> users(Graph graph) {
    var users = new IdentityHashMap<Node, Set<Node>>();
    graph.nodes().forEach(user -> user.inputs().forEach(used -> users.computeIfAbsent(used, n -> new LinkedHashSet<>()).add(user)));
    return users;
  }

  /// Each node by itself.
  List<NodeGroup> single() {
    return nodes.stream().map(n -> new NodeGroup(name, List.of(n), new LinkedHashSet<>(n.inputs()), Set.of(n))).toList();
  }

  /// The name of a node's value among the inputs and outputs of [#function]: that of an input or state is its own.
  static String value(Node node) {
    return node.op() instanceof Input || node.op() instanceof State ? Leaves.name(node) : "%" + node.id();
  }

  /// The region alone; constants stay what they are.
  Graph function() {
    var g = new GraphBuilder("region");
    var copies = new IdentityHashMap<Node, Node>();
    for (Node input : inputs) {
      copies.put(input, input.op() instanceof Constant ? g.append(input.op(), List.of(), input.type(), input.loc())
          : g.input(value(input), input.type()));
    }
    if (inputs.stream().noneMatch(n -> n.type().shape().isBatched()) && nodes.stream().anyMatch(n -> n.type().shape().isBatched())) {
      // Only inputs tell the evaluator how many examples there are.
      Shape batched = nodes.stream().map(n -> n.type().shape()).filter(Shape::isBatched).findFirst().orElseThrow();
      g.input(BATCH, new TensorType(DType.I64, batched.slice(0, 1)));
    }
    for (Node node : nodes) {
      copies.put(node, g.append(node.op(), node.inputs().stream().map(copies::get).toList(), node.type(), node.loc()));
    }
    outputs.forEach(o -> g.output(value(o), Leaves.entry(copies, o)));
    return g.build();
  }

  /// The values of the inputs of `function`, which is [#function], among all `values`.
  Map<String, NdArray> leaves(Graph function, Map<String, NdArray> values, int batch) {
    var leaves = new LinkedHashMap<String, NdArray>();
    inputs.stream().filter(i -> !(i.op() instanceof Constant)).forEach(i -> leaves.put(value(i), Leaves.entry(values, value(i))));
    function.inputs().stream().filter(i -> Leaves.name(i).equals(BATCH))
        .forEach(i -> leaves.put(BATCH, NdArray.zeros(i.type().shaped(i.type().shape().bound(batch)))));
    return leaves;
  }

  /// `graph` without `regions`: their outputs become inputs, so that no derivative passes through them, and their inputs outputs. The
  /// values of the new inputs go from `values` to `leaves`.
  static Graph cut(Graph graph, List<NodeGroup> regions, Map<String, NdArray> values, Map<String, NdArray> leaves) {
    var g = new GraphBuilder(graph.name());
    var copies = new IdentityHashMap<Node, Node>();
    Set<Node> own = identities(regions.stream().flatMap(r -> r.nodes.stream()).toList());
    Set<Node> results = identities(regions.stream().flatMap(r -> r.outputs.stream()).toList());
    for (Node node : graph.nodes()) {
      if (results.contains(node)) {
        copies.put(node, g.input(value(node), node.type()));
        leaves.put(value(node), Leaves.entry(values, value(node)));
      } else if (!own.contains(node)) {
        copies.put(node, g.append(node.op(), node.inputs().stream().map(copies::get).toList(), node.type(), node.loc()));
      }
    }
    graph.outputs().forEach((output, node) -> g.output(output, Leaves.entry(copies, node)));
    regions.stream().flatMap(r -> r.inputs.stream()).filter(i -> i.type().dtype().isFloat())
        .forEach(i -> g.output("into " + value(i), Leaves.entry(copies, i)));
    return g.build();
  }

  private static Set<Node> identities(Collection<Node> nodes) {
    Set<Node> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(nodes);
    return set;
  }
}
