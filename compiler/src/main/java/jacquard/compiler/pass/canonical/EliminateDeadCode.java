package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.ir.graph.Graph;

/// Drops the nodes that no output and no next state needs. Inputs and states stay: they are the graph's signature.
public final class EliminateDeadCode implements Pass {
  @Override
  public String does() {
    return "drops what no output and no next state needs";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("removes only what nobody reads");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    Graph live = GraphRebuild.withoutDead(graph);
    return live == graph || !context.mayRewrite() ? graph : live;
  }
}
