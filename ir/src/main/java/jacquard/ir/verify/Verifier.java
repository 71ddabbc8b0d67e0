package jacquard.ir.verify;

import jacquard.ir.CompilerBug;
import jacquard.ir.Dim;
import jacquard.ir.Interrupted;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import jacquard.ir.text.Printer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks the invariants of a graph and reports all that are broken together.
///
/// Graph
/// - `id`: node ids are unique and increase.
/// - `order`: the inputs of a node stand before it and belong to the graph.
/// - `name`: no two inputs or states have the same name.
/// - `output`: outputs and next values belong to the graph.
/// - `next`: a next value is given to a state of the graph and has its type.
/// - `batch`: a type has at most one dimension that depends on the batch size.
///
/// Node
/// - `operands`: leaves have none; a fused op has at least its root's.
/// - `infer`: the op accepts the types of its inputs.
/// - `type`: the declared type is the one the op infers.
/// - `scalar-type`: expressions read existing operands, and their types fit ([ScalarTypes]).
///
/// Structures
/// - `axis-name`: axes have distinct identifiers as names.
/// - `access-operand`, `access-rank`: a read names an operand and has one index per dimension of it.
/// - `write-rank`: the result is written with one index per dimension of it.
/// - `index`: indices use existing axes only and are in normal form.
/// - `epilogue`: only where the result is written through distinct plain axes; what it reads depends on those axes alone and
///   leaves no point out.
/// - `scalar-type`: `acc` stands in the epilogue only, and the value has the result's element type.
///
/// A constant may be without data: a text without its data still verifies. What holds for a node depends on its op and types alone, so it
/// is checked once for all nodes that are alike: a deep network repeats its layers.
public final class Verifier {
  private final Graph graph;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Kind> sound = new HashSet<>();

  private record Kind(Op op, List<TensorType> inputs, TensorType type) {}

  private Verifier(Graph graph) {
    this.graph = graph;
  }

  /// Everything wrong with `graph`, in the order of its text.
  public static List<Problem> verify(Graph graph) {
    var verifier = new Verifier(graph);
    verifier.nodes();
    verifier.outputs();
    return verifier.problems;
  }

  /// Throws a `CompilerBug` that shows the graph with `// error: …` under the lines that are wrong; `afterPass` made it.
  public static void check(Graph graph, String afterPass) {
    List<Problem> problems = verify(graph);
    if (!problems.isEmpty()) {
      throw CompilerBug.of("graph @%s breaks %d invariant%s%n%safter pass %s", graph.name(), problems.size(),
          problems.size() == 1 ? "" : "s", annotated(graph, problems), afterPass);
    }
  }

  /// The text of `graph` with the problems under the lines they belong to.
  public static String annotated(Graph graph, List<Problem> problems) {
    var text = new StringBuilder();
    for (Printer.Line line : Printer.lines(graph, true)) {
      text.append(line.text()).append('\n');
      problems.stream().filter(p -> p.belongsTo(line)).forEach(p -> text.append("  // error: ").append(p).append('\n'));
    }
    return text.toString();
  }

  private void nodes() {
    Set<Node> before = new HashSet<>();
    Map<String, Node> leaves = new HashMap<>();
    int last = -1;
    for (Node node : graph.nodes()) {
      Printer.Part part = isHeader(node.op()) ? Printer.Part.HEADER : Printer.Part.NODE;
      if (node.id() <= last) {
        problem(part, node, "id", String.format(Locale.ROOT, "id %d follows id %d", node.id(), last));
      }
      last = node.id();
      String name = name(node.op());
      if (!name.isEmpty() && leaves.putIfAbsent(name, node) != null) {
        problem(part, node, "name", String.format(Locale.ROOT, "two inputs or states are called '%s'", name));
      }
      Interrupted.check();
      boolean ordered = before.containsAll(node.inputs());
      if (!ordered) {
        problem(part, node, "order", String.format(Locale.ROOT, "input %s is not defined above",
            node.inputs().stream().filter(i -> !before.contains(i)).map(i -> "node " + i.id()).collect(Collectors.joining(", "))));
      }
      before.add(node);
      batch(part, node);
      check(part, node);
    }
  }

  private void check(Printer.Part part, Node node) {
    var kind = new Kind(node.op(), node.inputs().stream().map(Node::type).toList(), node.type());
    if (node.op() instanceof LeafOp || !sound.contains(kind)) {
      int known = problems.size();
      NodeRules.check(node, (rule, message) -> problem(part, node, rule, message));
      if (problems.size() == known) {
        sound.add(kind);
      }
    }
  }

  private void batch(Printer.Part part, Node node) {
    if (node.type().shape().dims().stream().filter(Dim::perBatch).count() > 1) {
      problem(part, node, "batch", String.format(Locale.ROOT, "%s has two batch dimensions", node.type()));
    }
  }

  private void outputs() {
    Set<Node> known = new HashSet<>(graph.nodes());
    graph.outputs().forEach((name, node) -> {
      if (!known.contains(node)) {
        problem(Printer.Part.RETURN, null, "output", String.format(Locale.ROOT, "output '%s' is no node of this graph", name));
      }
    });
    graph.next().forEach((state, value) -> {
      if (!(state.op() instanceof State s)) {
        problem(Printer.Part.NEXT, null, "next", String.format(Locale.ROOT, "node %d has a next value but is no state", state.id()));
      } else if (!known.contains(state) || !known.contains(value)) {
        problem(Printer.Part.NEXT, null, "output", String.format(Locale.ROOT,
            "state '%s' or its next value is no node of this graph", s.name()));
      } else if (!state.type().equals(value.type())) {
        problem(Printer.Part.NEXT, null, "next", String.format(Locale.ROOT,
            "state '%s' is %s, its next value is %s", s.name(), state.type(), value.type()));
      }
    });
  }

  private static boolean isHeader(Op op) {
    return op instanceof Input || op instanceof State;
  }

  private static String name(Op op) {
    return op instanceof Input i ? i.name() : op instanceof State s ? s.name() : "";
  }

  private void problem(Printer.Part part, @Nullable Node node, String rule, String message) {
    problems.add(new Problem(part, node, rule, message));
  }
}
