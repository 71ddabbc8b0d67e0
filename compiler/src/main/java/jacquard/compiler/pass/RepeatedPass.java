package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;

/// A pass over a whole graph that is run again on what it made, until it changes nothing.
public interface RepeatedPass extends Pass {
  /// The graph after one round; `graph` itself, the same instance, where nothing is left to do.
  Graph round(Graph graph, PassContext context);

  @Override
  default Graph run(Graph graph, PassContext context) {
    Graph before = graph;
    Graph after = round(before, context);
    while (after != before) {
      before = after;
      after = round(before, context);
    }
    return after;
  }
}
