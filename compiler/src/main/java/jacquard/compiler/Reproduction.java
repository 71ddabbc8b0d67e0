package jacquard.compiler;

import jacquard.compiler.pass.ConstantProgram;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.ir.verify.Verifier;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the file of a failure asks for: one pass on a graph, or, where `pass` is empty, all that follows the passes.
record Reproduction(Optional<Pass> pass, boolean checked, Graph graph) {
  private static final Pattern RUN = Pattern.compile("(?m)^// RUN: (?:pass=(\\S+)|compile)\\s*$");
  private static final Pattern CHECKED = Pattern.compile("(?m)^// flags:.*-Djacquard\\.check=each\\b");

  /// Empty where `text` has no header that says what to run.
  static Optional<Reproduction> of(String file, String text, Map<String, NdArray> constants) {
    Matcher run = RUN.matcher(text);
    if (!run.find()) {
      return Optional.empty();
    }
    Optional<Pass> pass = Optional.ofNullable(run.group(1)).map(id -> pass(file, id));
    return Optional.of(new Reproduction(pass, CHECKED.matcher(text).find(), valid(file, Parser.parse(file, text, constants))));
  }

  /// What was written was valid; what is read may have been edited.
  private static Graph valid(String file, Graph graph) {
    var problems = Verifier.verify(graph);
    if (!problems.isEmpty()) {
      throw UserError.of("graph-file/invalid").problem("the graph in the file is not valid").where("%s", file)
          .got("%s", Verifier.annotated(graph, problems)).fix("correct the lines above the errors").build();
    }
    return graph;
  }

  private static Pass pass(String file, String id) {
    Pass pass = Pipelines.passes().get(id);
    if (pass == null) {
      throw UserError.of("reproducer/pass").problem("the pass that the file names is not there").where("%s: // RUN: pass=%s", file, id)
          .got("'%s'", id).expected("one of %s", String.join(", ", Pipelines.passes().keySet())).build();
    }
    return pass;
  }

  /// The graph that comes of it; a `CompilerBug` where it fails, as it did before.
  Graph run(Compiler compiler, ConstantProgram constants) {
    return pass.map(p -> new PassManager(Pipelines.switches().verifyingEach(checked), true, constants)
        .run(Pipelines.alone(p), graph).graph())
        .orElseGet(() -> compiler.translateOptimized(graph).optimized());
  }
}
