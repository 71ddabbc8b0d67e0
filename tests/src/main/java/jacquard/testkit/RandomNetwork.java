package jacquard.testkit;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.OpTable;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.text.Printer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A well-typed network as the list of steps that grow it. Each step puts one op on a value made before; a list with steps left out is
/// a network too, so counterexamples shrink to a small one. Its text is ready to paste into a regression test.
public record RandomNetwork(List<Step> steps) {
  /// Larger values (elements per example) are not built upon, so that the reference evaluator stays fast.
  private static final int LARGEST = 300;

  /// One op: its number in [OpGenerators#all], the value it is put on (0 the newest), and its attributes as [Choices] read them.
  public record Step(int op, int operand, long attributes) {}

  public RandomNetwork {
    steps = List.copyOf(steps);
  }

  /// The values nobody uses, as outputs `y0`, `y1` …
  public Graph graph(DType dtype) {
    var grown = new Grown(dtype);
    return pruned(grown.outputs().build());
  }

  /// As [#graph], with `d NAME`: the gradient of `Σ k ⟨c_k, y_k⟩` by every leaf of floating point. The `c_k` are inputs.
  public Graph gradient(DType dtype) {
    var grown = new Grown(dtype);
    GraphBuilder g = grown.outputs();
    Graph forward = pruned(g.build());
    GraphBuilder all = GraphBuilder.continuing(forward);
    List<Node> terms = new ArrayList<>();
    forward.outputs().forEach((name, y) -> {
      if (y.type().dtype().isFloat()) {
        Node product = all.add(new Mul(), y, all.input("c " + name, y.type()));
        terms.add(all.add(new ReduceSum(IntStream.range(0, y.type().rank()).boxed().toList(), false), product));
      }
    });
    if (terms.isEmpty()) {
      return forward;
    }
    Node sum = terms.stream().reduce((a, b) -> all.add(new Add(), a, b)).orElseThrow();
    List<Node> wrt = new ArrayList<>(forward.inputs());
    wrt.addAll(forward.states());
    wrt.removeIf(leaf -> !leaf.type().dtype().isFloat());
    List<Node> gradients = Gradient.of(sum, all.scalar(dtype, 1), wrt, all);
    IntStream.range(0, wrt.size()).forEach(i -> all.output("d " + Leaves.name(wrt.get(i)), gradients.get(i)));
    return all.build();
  }

  /// How often each op occurs, by mnemonic.
  public Map<String, Integer> occurrences() {
    var counts = new TreeMap<String, Integer>();
    Set<String> known = OpTable.all().keySet();
    graph(DType.F64).nodes().stream().map(n -> n.op().mnemonic()).filter(known::contains).forEach(m -> counts.merge(m, 1, Integer::sum));
    return counts;
  }

  /// The network as a graph to paste: `Graph graph = Parser.parse("""…""");`.
  @Override
  public String toString() {
    return "Graph graph = Parser.parse(\"\"\"\n" + Printer.canonical(graph(DType.F64)).indent(4) + "    \"\"\");  // " + steps;
  }

  /// The steps carried out.
  private final class Grown {
    private final GraphBuilder g = new GraphBuilder("random");
    private final NetworkGrower net;

    Grown(DType dtype) {
      net = new NetworkGrower(g, dtype);
      for (Step step : steps) {
        OpGenerator generator = OpGenerators.all().get(Math.floorMod(step.op(), OpGenerators.all().size()));
        Node x = net.operand(generator.accepts(), step.operand());
        try {
          Node y = generator.step().put(net, x, new Choices(step.attributes()));
          if (y.type().shape().size(1) <= LARGEST) {
            net.keep(y);
          }
        } catch (UserError doesNotFit) {
          continue;
        }
      }
    }

    GraphBuilder outputs() {
      Set<Node> needed = ancestors(net.values());
      Set<Node> used = identitySet();
      needed.forEach(n -> used.addAll(n.inputs()));
      List<Node> sinks = net.values().stream().filter(v -> !used.contains(v)).toList();
      IntStream.range(0, sinks.size()).forEach(k -> g.output("y" + k, sinks.get(k)));
      return g;
    }
  }

  /// `graph` without what no root needs.
  private static Graph pruned(Graph graph) {
    Set<Node> needed = ancestors(graph.roots().toList());
    var g = new GraphBuilder(graph.name());
    var copies = new IdentityHashMap<Node, Node>();
    graph.nodes().stream().filter(needed::contains)
        .forEach(n -> copies.put(n, g.append(n.op(), n.inputs().stream().map(copies::get).toList(), n.type(), n.loc())));
    graph.outputs().forEach((name, node) -> g.output(name, copies.getOrDefault(node, node)));
    return g.build();
  }

  private static Set<Node> ancestors(List<Node> roots) {
    Set<Node> found = identitySet();
    var stack = new ArrayList<>(roots);
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      if (found.add(node)) {
        stack.addAll(node.inputs());
      }
    }
    return found;
  }

  private static Set<Node> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
