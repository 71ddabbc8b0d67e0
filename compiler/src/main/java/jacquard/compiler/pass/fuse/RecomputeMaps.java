package jacquard.compiler.pass.fuse;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.Remark;
import jacquard.compiler.pass.RepeatedPass;
import jacquard.compiler.pass.Scalars;
import jacquard.compiler.pass.Uses;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// a = f(x, b), g(a), h(a)  =>  g(f(x, b)), h(f(x, b)): one copy of a cheap `f` for each use
///
/// Where `f` reads one operand as large as its result, its users read as much memory when they compute it themselves, and the loop of `f`
/// with its result goes away: the gradient of an activation in front of an average over the whole image, which several sums of a
/// normalisation's gradient read.
///
/// Guards, each with a remark: `f` is a few additions, products and selections and reads one large operand; each user is elementwise, or a
/// reduction that reads every element once, so that the fusions to come take the copy in.
///
/// Order: between FuseElementwise, so that `f` is one node and its users too, and the fusions that take the copies in. No pass before
/// those may join equal nodes.
public final class RecomputeMaps implements RepeatedPass {
  @Override
  public String does() {
    return "copies a cheap map of one large value into each of its users, so that its result needs no memory";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same value, computed again");
  }

  /// A copy leaves the operands of its own with more uses, which the next round looks at.
  @Override
  public Graph round(Graph graph, PassContext context) {
    var uses = new Uses(graph);
    Set<Node> copied = Collections.newSetFromMap(new IdentityHashMap<>());
    var misses = new LinkedHashMap<Node, String>();
    for (Node node : graph.nodes()) {
      context.at(node);
      if (node.op() instanceof Elementwise && !uses.isRoot(node) && uses.of(node).size() > 1 && isLarge(node)) {
        String obstacle = obstacle(node, uses, copied);
        if (obstacle != null) {
          misses.put(node, obstacle);
        } else if (context.mayRewrite()) {
          copied.add(node);
        }
      }
    }
    if (copied.isEmpty()) {
      Remark.publish(misses, this, graph, context);
      return graph;
    }
    return rewritten(graph, copied);
  }

  private static Graph rewritten(Graph graph, Set<Node> copied) {
    var rebuild = new GraphRebuild(graph);
    for (Node node : graph.nodes()) {
      if (copied.contains(node)) {
        continue;
      }
      if (node.inputs().stream().noneMatch(copied::contains)) {
        rebuild.keep(node);
        continue;
      }
      Map<Node, Node> own = new IdentityHashMap<>();
      var inputs = new ArrayList<Node>();
      for (Node input : node.inputs()) {
        inputs.add(copy(input, copied, own, rebuild));
      }
      rebuild.replace(node, rebuild.add(node.op(), inputs, node.loc()));
    }
    return rebuild.build();
  }

  /// `node`, with all that is computed again below it copied, once for each user.
  private static Node copy(Node node, Set<Node> copied, Map<Node, Node> own, GraphRebuild rebuild) {
    Node known = own.get(node);
    if (known != null || !copied.contains(node)) {
      return known != null ? known : node;
    }
    List<Node> inputs = node.inputs().stream().map(i -> copy(i, copied, own, rebuild)).toList();
    Node copy = rebuild.add(node.op(), inputs, node.loc());
    own.put(node, copy);
    return copy;
  }

  /// Only what depends on the batch size is large enough to look at.
  private static boolean isLarge(Node node) {
    return node.type().shape().isBatched();
  }

  private static @Nullable String obstacle(Node node, Uses uses, Set<Node> copied) {
    FusedBody body = inlined(node, copied);
    List<Node> large = body.operands().stream().filter(o -> o.type().shape().equals(node.type().shape())).toList();
    if (large.size() != 1 || Scalars.operations(body.expr()) > Worth.RECOMPUTED_OPERATIONS || !isCheap(body.expr())) {
      return "is more than a few operations on one large operand, so that computing it again costs more than loading it";
    }
    Node operand = large.getFirst();
    if (uses.only(operand, node)) {
      return "is the only use of its operand, which it is fused with";
    }
    for (Node user : uses.of(node)) {
      boolean elementwise = user.op() instanceof Elementwise && user.type().shape().equals(node.type().shape()) && !NodeFacts.draws(user);
      if (!elementwise && !FusePrologue.readsOnce(user, node)) {
        return String.format(Locale.ROOT, "is used by %s too, which cannot compute it again for nothing", user.op().mnemonic());
      }
    }
    return null;
  }

  /// What `node` computes from operands that are not computed again themselves.
  private static FusedBody inlined(Node node, Set<Node> copied) {
    FusedBody body = FusedBody.of(node);
    for (int k = 0; k < body.operands().size();) {
      boolean again = copied.contains(body.operands().get(k));
      body = again ? body.inline(k) : body;
      k = again ? 0 : k + 1;
    }
    return body;
  }

  private static boolean isCheap(Scalar expr) {
    boolean here = switch (expr) {
      case Scalar.Unary(var fn, var of) -> fn == UnaryFn.NEG || fn == UnaryFn.ABS || fn == UnaryFn.NOT;
      case Scalar.Binary(var fn, var l, var r) -> switch (fn) {
        case ADD, SUB, MUL, MAX, MIN, AND, OR -> true;
        case DIV, POW -> false;
      };
      case Scalar.Random r -> false;
      default -> true;
    };
    return here && Scalars.parts(expr).stream().allMatch(RecomputeMaps::isCheap);
  }
}
