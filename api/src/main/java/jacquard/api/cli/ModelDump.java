package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.KernelDumps;
import jacquard.compiler.StageTexts;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.AtomicFiles;
import jacquard.ir.io.GraphFiles;
import jacquard.ir.text.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One program at every stage; built and compiled once, when first needed.
///
/// Errors   `dump/format`
final class ModelDump {
  private final Supplier<Graph> graph;
  private final Supplier<Graph> gradient;
  private final Supplier<Map<String, NdArray>> states;
  private final int batch;
  private @Nullable Compilation compiled;

  /// `gradient` may refuse, where there is none. The plan is one for `batch` examples. `states` are the values of states that have some.
  ModelDump(Supplier<Graph> graph, Supplier<Graph> gradient, Supplier<Map<String, NdArray>> states, int batch) {
    this.graph = graph;
    this.gradient = gradient;
    this.states = states;
    this.batch = batch;
  }

  static ModelDump of(Model model, ProgramChoice program, int batch) {
    return new ModelDump(() -> program.graph(model), () -> model.graphs().gradient(NetworkChoice.loss(model)), () -> values(model), batch);
  }

  private static Map<String, NdArray> values(Model model) {
    var values = new LinkedHashMap<>(model.parameters());
    values.putAll(model.statistics());
    return values;
  }

  /// Refuses what [#text] and [#write] cannot write.
  static void require(DumpStage stage, Format format) {
    if (!isWritten(stage, format)) {
      String formats = Arrays.stream(Format.values()).filter(f -> isWritten(stage, f)).map(OptionValues::text)
          .collect(Collectors.joining(" or "));
      throw UserError.of("dump/format").problem("the stage %s is written as %s only", OptionValues.text(stage), formats)
          .where("--stage %s --format %s", OptionValues.text(stage), OptionValues.text(format)).expected("--format %s", formats)
          .fix("graph and optimized are written in every format").build();
    }
  }

  private static boolean isWritten(DumpStage stage, Format format) {
    return format == Format.ONNX ? stage.isInference()
        : stage.isGraph() || format == Format.TEXT || stage == DumpStage.LOOPS && format.hasLoops();
  }

  /// The graph of a stage that is one.
  Graph graph(DumpStage stage) {
    return switch (stage) {
      case GRAPH -> graph.get();
      case GRADIENT -> gradient.get();
      case OPTIMIZED -> compilation().optimized();
      case LAYOUTS, NESTS, SCHEDULES, LOOPS, PLAN, BYTECODE -> throw new IllegalArgumentException(stage + " is no graph");
    };
  }

  /// Writes a stage to `file`; of a graph's text also its large constants, beside it.
  void write(DumpStage stage, Format format, Path file) {
    require(stage, format);
    if (format == Format.ONNX) {
      GraphFiles.writeOnnx(stage == DumpStage.OPTIMIZED ? optimizedForOthers() : graph(stage), states.get(), file);
    } else if (stage.isGraph()) {
      GraphFiles.write(graph(stage), format, file);
    } else {
      AtomicFiles.write(file, text(stage, format));
    }
  }

  String text(DumpStage stage, Format format) {
    require(stage, format);
    return switch (stage) {
      case GRAPH, GRADIENT, OPTIMIZED -> format.print(graph(stage));
      case LAYOUTS -> stages().layouts();
      case NESTS -> stages().nests();
      case SCHEDULES -> stages().schedules();
      case PLAN -> stages().plan(batch);
      case LOOPS -> format.print(compilation().loops());
      case BYTECODE -> compilation().classes().stream()
          .map(k -> "// " + k + "\n" + KernelDumps.bytecode(k)).collect(Collectors.joining("\n"));
    };
  }

  /// With convolutions whole: ONNX has no operator for their transforms, and who reads the file chooses an algorithm of its own.
  private Graph optimizedForOthers() {
    return Compiler.create().winograd(WinogradSettings.all(WinogradSettings.Tile.DIRECT)).translate(graph.get()).optimized();
  }

  private StageTexts stages() {
    return Compiler.create().stageTexts(graph.get());
  }

  private Compilation compilation() {
    Compilation known = compiled;
    if (known == null) {
      known = Compiler.create().translate(graph.get());
      compiled = known;
    }
    return known;
  }
}
