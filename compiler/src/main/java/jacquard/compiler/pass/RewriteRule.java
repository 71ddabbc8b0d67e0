package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;

/// A pass made of one local rule, tried at every node until it matches nowhere.
///
/// A rule matches old nodes and builds new ones through the [Rewriter]. It is directional: what it makes, it must not match again.
public interface RewriteRule extends Pass {
  Outcome apply(Node node, Rewriter rw);

  @Override
  default Graph run(Graph graph, PassContext context) {
    return Rewriter.fixpoint(this, graph, context);
  }
}
