package jacquard.compiler;

import jacquard.compiler.pass.ConstantProgram;
import jacquard.compiler.pass.Differential;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.graph.Graph;
import java.util.List;
import java.util.Optional;

/// Which rewrite of a pipeline changes what a graph computes, if any: found by halving how many are allowed, each time compared on random
/// inputs by the reference evaluator, within what the passes declare. `rewrites` is how many the whole pipeline makes.
public record Bisection(int rewrites, Optional<Culprit> culprit) {
  /// The first rewrite that changes a result, counted from 1, the pass that made it, and which result is how far off.
  public record Culprit(int rewrite, String pass, String difference) {}

  private static final long SEED = 1;

  static Bisection of(Pipeline pipeline, Graph graph, ConstantProgram constants) {
    var reference = Differential.of(graph, SEED);
    PassManager.Result whole = allowing(Integer.MAX_VALUE, pipeline, graph, constants);
    int most = whole.timings().stream().mapToInt(PassManager.Timing::rewrites).sum();
    if (reference.difference(whole.graph(), pipeline.numerics()).isEmpty()) {
      return new Bisection(most, Optional.empty());
    }
    int right = 0;
    int wrong = most;
    while (wrong - right > 1) {
      int middle = (right + wrong) >>> 1;
      if (reference.difference(allowing(middle, pipeline, graph, constants).graph(), pipeline.numerics()).isPresent()) {
        wrong = middle;
      } else {
        right = middle;
      }
    }
    PassManager.Result first = allowing(wrong, pipeline, graph, constants);
    List<PassManager.Timing> made = first.timings().stream().filter(t -> t.rewrites() > 0).toList();
    String pass = made.isEmpty() ? "a required pass" : made.getLast().pass();
    String difference = reference.difference(first.graph(), pipeline.numerics()).orElse("results differ with all rewrites only");
    return new Bisection(most, Optional.of(new Culprit(wrong, pass, difference)));
  }

  private static PassManager.Result allowing(int rewrites, Pipeline pipeline, Graph graph, ConstantProgram constants) {
    return new PassManager(Pipelines.switches().allowing(rewrites), false, constants).run(pipeline, graph);
  }
}
