package jacquard.compiler.pass;

import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import java.util.Map;

/// Evaluates graphs of constants, for folding them. The compiler supplies one that compiles them; the passes' tests use [#REFERENCE].
@FunctionalInterface
public interface ConstantProgram {
  /// Every node in double and rounded once, point by point: exact and slow.
  ConstantProgram REFERENCE = graph -> Evaluator.run(graph, Map.of());

  /// The outputs of `graph` by name. It has neither inputs nor states, and no dimension depends on the batch size.
  ///
  /// The same graph gives the same bits on every call.
  Map<String, NdArray> run(Graph graph);
}
