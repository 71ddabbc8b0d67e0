package jacquard.compiler.pass;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import jacquard.ir.CompilerBug;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.text.GraphWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Applies a rule to every node of a graph, sweep after sweep, until no node matches.
///
/// Within a sweep the rule sees the old graph throughout, so that use counts hold; what it replaces, users take up at once. Where two
/// matches overlap, both are right, and what became unused is dropped when the sweep ends.
public final class Rewriter {
  /// A sweep shortens a chain of matches to half or less, so only a rule that matches its own result comes near this.
  private static final int MAX_SWEEPS = 100;

  private final String pass;
  private final Graph graph;
  private final Uses uses;
  private final GraphRebuild rebuild;
  private final List<Miss> misses = new ArrayList<>();
  private @Nullable ConstantNodes constants;

  private record Miss(Node node, String reason) {}

  private Rewriter(String pass, Graph graph) {
    this.pass = pass;
    this.graph = graph;
    this.uses = new Uses(graph);
    this.rebuild = new GraphRebuild(graph);
  }

  /// `graph` rewritten by `rule` until it matches nowhere, or the budget of `context` is spent.
  public static Graph fixpoint(RewriteRule rule, Graph graph, PassContext context) {
    Graph current = graph;
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      var rewriter = new Rewriter(rule.id(), current);
      Graph next = rewriter.sweep(rule, current, context);
      if (next == current) {
        rewriter.publish(current, context);
        return current;
      }
      current = next;
    }
    throw CompilerBug.of("pass %s still matches after %d sweeps", rule.id(), MAX_SWEEPS);
  }

  private Graph sweep(RewriteRule rule, Graph graph, PassContext context) {
    for (Node node : graph.nodes()) {
      context.at(node);
      Node by = rule.apply(node, this).replacement();
      if (by == null || !context.mayRewrite()) {
        rebuild.keep(node);
      } else {
        checkType(node, by);
        rebuild.replace(node, by);
      }
    }
    return rebuild.build();
  }

  /// The misses of a sweep that changed nothing, in words of the result.
  private void publish(Graph result, PassContext context) {
    if (!misses.isEmpty()) {
      var walk = new GraphWalk(result);
      misses.forEach(m -> context.remark(new Remark(pass, m.node, walk.name(m.node), m.reason)));
    }
  }

  private void checkType(Node node, Node by) {
    if (!by.type().equals(node.type())) {
      throw CompilerBug.of("pass %s replaces %s by %s", pass, node, by);
    }
  }

  /// Who uses the nodes of the graph.
  public Uses uses() {
    return uses;
  }

  /// Which nodes of the graph are known now.
  public ConstantNodes constants() {
    if (constants == null) {
      constants = new ConstantNodes(graph);
    }
    return constants;
  }

  /// Where rules that make several nodes add them; inputs are given through [#now].
  public GraphBuilder builder(Loc loc) {
    return rebuild.builder().at(loc);
  }

  /// The successor of an old node.
  public Node now(Node node) {
    return rebuild.now(node);
  }

  public List<Node> now(List<Node> nodes) {
    return rebuild.now(nodes);
  }

  /// `node` becomes `op(inputs)`; the inputs are old or new nodes.
  public Outcome replace(Node node, Op op, List<Node> inputs) {
    return replace(List.of(node), op, inputs);
  }

  public Outcome replace(Node node, Op op, Node input) {
    return replace(List.of(node), op, List.of(input));
  }

  /// All of `parts`, the last of which is the node, become `op(inputs)` with the locations of all parts.
  public Outcome replace(List<Node> parts, Op op, List<Node> inputs) {
    return Outcome.replaced(add(op, inputs, merged(parts)));
  }

  /// The node's value is that of `same`, an old or a new node.
  public Outcome replaceBy(Node same) {
    return Outcome.replaced(rebuild.now(same));
  }

  /// A further new node, for replacements made of several.
  public Node add(Op op, List<Node> inputs, Loc loc) {
    return rebuild.add(op, inputs, loc);
  }

  /// A new constant of these values.
  public Node constant(NdArray values, Loc loc) {
    return add(new Constant(ConstantData.of(values)), List.of(), loc);
  }

  public static Loc merged(List<Node> parts) {
    return parts.stream().map(Node::loc).reduce(Loc.UNKNOWN, Loc::merge);
  }

  /// A near match: `node` stays, and the reason is shown by `jacquard.remarks`.
  @FormatMethod
  public Outcome miss(Node node, @FormatString String reason, Object... args) {
    misses.add(new Miss(node, String.format(Locale.ROOT, reason, args)));
    return Outcome.MISSED;
  }
}
