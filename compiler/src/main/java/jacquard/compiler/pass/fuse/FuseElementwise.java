package jacquard.compiler.pass.fuse;

import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.RepeatedPass;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.Uses;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// f(g(x), y)  =>  map{f(g(x), y)}(x, y), and scalar constants  =>  literals
///
/// A group grows from its last node upward and takes in an elementwise producer that only the group uses and whose shape is the
/// group's, so that nothing is computed twice, within the limits of [FusedBody].
///
/// Order: after ExpandComposites and Simplify, before the fusions into structured ops, which then meet one `map` instead of a chain.
public final class FuseElementwise implements RepeatedPass {
  /// The nodes computed together, last one first, and what they compute.
  private record Group(List<Node> nodes, FusedBody body) {}

  @Override
  public String does() {
    return "makes one map of a chain of elementwise ops";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("per element the same operations in the same order; values between them keep their element type");
  }

  /// Each round groups what is left over; groups that reached a limit need a second one.
  @Override
  public Graph round(Graph graph, PassContext context) {
    var uses = new Uses(graph);
    Set<Node> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    var groups = new IdentityHashMap<Node, Group>();
    for (Node node : graph.nodes().reversed()) {
      context.at(node);
      if (node.op() instanceof Elementwise && !taken.contains(node) && !NodeFacts.draws(node)) {
        Group group = grow(node, uses);
        boolean literals = group.body.operands().size() < Set.copyOf(node.inputs()).size();
        if ((group.nodes.size() > 1 || literals) && keepsShape(group, node) && context.mayRewrite()) {
          groups.put(node, group);
          taken.addAll(group.nodes);
        }
      }
    }
    var rebuild = new GraphRebuild(graph);
    for (Node node : graph.nodes()) {
      Group group = groups.get(node);
      if (group == null) {
        rebuild.keep(node);
      } else {
        var op = new Map(group.body.expr(), node.type().dtype());
        rebuild.replace(node, rebuild.add(op, group.body.operands(), Rewriter.merged(group.nodes.reversed())));
      }
    }
    return rebuild.build();
  }

  private static Group grow(Node root, Uses uses) {
    Set<Node> inside = Collections.newSetFromMap(new IdentityHashMap<>());
    inside.add(root);
    var nodes = new ArrayList<>(List.of(root));
    FusedBody body = FusedBody.of(root);
    for (int k = 0; k < body.operands().size(); k++) {
      Node operand = body.operands().get(k);
      boolean fusable = operand.op() instanceof Elementwise && !NodeFacts.draws(operand) && uses.within(operand, inside)
          && operand.type().shape().equals(root.type().shape());
      FusedBody larger = fusable ? body.inline(k) : body;
      if (fusable && larger.fits()) {
        body = larger;
        inside.add(operand);
        nodes.add(operand);
        k = -1; // the operands are others now, and one refused before may fit
      }
    }
    return new Group(nodes, body);
  }

  /// Without an operand that became a literal, the rest may have a smaller shape, or be nothing at all.
  private static boolean keepsShape(Group group, Node root) {
    var types = group.body.operands().stream().map(Node::type).toList();
    Shape shape = new Operands(root.op(), types, root.loc()).broadcast();
    return !types.isEmpty() && shape.equals(root.type().shape());
  }
}
