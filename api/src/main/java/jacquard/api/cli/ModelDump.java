package jacquard.api.cli;

import jacquard.api.Format;
import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.KernelDumps;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.LoopText;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One program of a model at every stage; compiled once, when first needed.
///
/// Errors   `dump/format`
final class ModelDump {
  private final Model model;
  private final ProgramChoice program;
  private @Nullable Compilation compiled;

  ModelDump(Model model, ProgramChoice program) {
    this.model = model;
    this.program = program;
  }

  /// Refuses what [#text] cannot write.
  static void require(DumpStage stage, DumpFormat format) {
    if (format == DumpFormat.ONNX) {
      throw UserError.of("dump/format").problem("ONNX files cannot be written yet").where("--format onnx")
          .expected("text, dot or json").fix("choose --format json for a machine to read").build();
    }
    if (!stage.isGraph() && format != DumpFormat.TEXT) {
      throw UserError.of("dump/format").problem("the stage %s is written as text only", Given.text(stage))
          .where("--stage %s --format %s", Given.text(stage), Given.text(format)).expected("--format text")
          .fix("graph, gradient and optimized are written as dot and json too").build();
    }
  }

  String text(DumpStage stage, DumpFormat format) {
    require(stage, format);
    return switch (stage) {
      case GRAPH -> text(program.graph(model), format);
      case GRADIENT -> text(model.graphs().gradient(Nets.loss(model.name())), format);
      case OPTIMIZED -> text(compilation().optimized(), format);
      case LOOPS -> LoopText.print(compilation().loops());
      case BYTECODE -> compilation().classes().stream()
          .map(k -> "// " + k + "\n" + KernelDumps.bytecode(k)).collect(Collectors.joining("\n"));
    };
  }

  private Compilation compilation() {
    Compilation known = compiled;
    if (known == null) {
      known = Compiler.create().translate(program.graph(model));
      compiled = known;
    }
    return known;
  }

  private static String text(Graph graph, DumpFormat format) {
    return Format.valueOf(format.name()).print(graph);
  }
}
