package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.text.ScheduleText;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpCommandTest {
  private static String dump(String... args) {
    var all = new ArrayList<>(List.of("dump", "linear"));
    all.addAll(List.of(args));
    return CommandRun.of(all.toArray(String[]::new)).exits(ExitCode.DONE).out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"graph", "gradient", "optimized"})
  void graphsAreWrittenInEveryFormat(String stage) {
    String text = dump("--stage", stage);
    assertEquals(text, Printer.print(Parser.parse(text)));
    assertTrue(dump("--stage", stage, "--format", "dot").startsWith("digraph "));
    assertTrue(JsonParser.parseString(dump("--stage", stage, "--format", "json")).isJsonObject());
  }

  /// Where Graphviz is installed: a gradient runs back through the frames of the layers, which `dot` may not be able to rank.
  @ParameterizedTest
  @ValueSource(strings = {"graph", "gradient", "optimized"})
  void graphvizDrawsThem(String stage, @TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "dot"))),
        "no dot on the path: install graphviz");
    Path file = folder.resolve("lenet5.dot");
    CommandRun.of("dump", "lenet5", "--stage", stage, "--format", "dot", "--out", file.toString()).exits(ExitCode.DONE);
    Process dot = new ProcessBuilder("dot", "-Tsvg", "-o", folder.resolve("lenet5.svg").toString(), file.toString())
        .redirectErrorStream(true).start();
    String complaints = new String(dot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, dot.waitFor(), complaints);
  }

  @Test
  void loopsAreJsonToo() {
    JsonObject loops = JsonParser.parseString(dump("--stage", "loops", "--format", "json")).getAsJsonObject();
    assertEquals(LoopText.parseAll("loops", dump("--stage", "loops")).size(), loops.getAsJsonArray("nests").size());
  }

  @Test
  void programsDiffer() {
    Graph inference = Parser.parse(dump("--program", "inference"));
    Graph evaluation = Parser.parse(dump());
    Graph training = Parser.parse(dump("--program", "training"));
    assertEquals(List.of(0, 2), List.of(inference.states().size(), evaluation.states().size()));
    assertEquals(6, training.next().size());
  }

  @Test
  void loopsAndBytecodeAreText() {
    String loops = dump("--stage", "loops");
    List<LoopNest> nests = LoopText.parseAll("loops", loops);
    assertEquals(loops, LoopText.print(nests));
    String bytecode = dump("--stage", "bytecode", "--program", "inference");
    assertTrue(bytecode.contains("implements jacquard/runtime/Kernel"), bytecode);
  }

  /// Layouts and plans are read back where their readers are, by the compiler's `StageGoldenTest`.
  @Test
  void everyStageIsText() {
    assertTrue(dump("--stage", "layouts").startsWith("layouts {\n  input "));
    String nests = dump("--stage", "nests");
    assertEquals(nests, LoopText.print(LoopText.parseAll("nests", nests)));
    List<LoopNest> loops = LoopText.parseAll("loops", dump("--stage", "loops"));
    String schedules = dump("--stage", "schedules");
    assertEquals(schedules, ScheduleText.print(ScheduleText.parseAll("schedules", schedules)));
    assertEquals(loops.stream().map(ScheduleText.Named::of).toList(), ScheduleText.parseAll("schedules", schedules));
    String plan = dump("--stage", "plan", "--batch", "3");
    assertTrue(plan.startsWith("plan batch 3 "), plan);
    assertEquals(loops.size(), plan.lines().filter(l -> l.startsWith("  call ")).count());
  }

  @Test
  void wrongStagesAndBatchesAreRefused() {
    assertEquals("""
        the option --stage does not know this value                             [option/value]
          at        --stage layout
          got       "layout"
          expected  one of graph, gradient, optimized, layouts, nests, schedules, loops, plan, bytecode
          fix       did you mean "layouts"?""", CommandRun.of("dump", "linear", "--stage", "layout").mistake());
    assertTrue(CommandRun.of("dump", "linear", "--stage", "plan", "--batch", "0").mistake().contains("[option/value]"));
    assertTrue(CommandRun.of("dump", "linear", "--stage", "layouts", "--format", "json").mistake().contains("[dump/format]"));
  }

  @Test
  void filesAreWrittenWhole(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("linear.ir");
    assertEquals("", dump("--out", file.toString()));
    assertEquals(dump(), Files.readString(file));
    assertEquals("""
        the folder to write to does not exist                                   [file/no-directory]
          at        DIR/none/linear.ir
          fix       create the folder DIR/none""",
        CommandRun.of("dump", "linear", "--out", folder.resolve("none/linear.ir").toString()).mistake(folder));
  }

  /// States have their values, which keep their names where no pass folds them.
  @Test
  void onnxIsAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("linear.onnx");
    assertEquals("", dump("--format", "onnx", "--out", file.toString()));
    GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
    assertEquals(List.of("dense1.weight", "dense1.bias"),
        graph.getInitializerList().stream().map(TensorProto::getName).filter(name -> name.startsWith("dense1.")).toList());
    assertEquals("", dump("--format", "onnx", "--stage", "optimized", "--out", file.toString()));
    assertEquals(List.of("x"), ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInputList().stream()
        .map(ValueInfoProto::getName).toList());
    assertEquals("""
        the format onnx is no text                                              [dump/format]
          at        --format onnx
          expected  a file to write
          fix       add --out FILE""", CommandRun.of("dump", "linear", "--format", "onnx").mistake());
    String out = file.toString();
    assertTrue(CommandRun.of("dump", "linear", "--format", "onnx", "--stage", "gradient", "--out", out).mistake()
        .contains("[dump/format]"));
    assertTrue(CommandRun.of("dump", "linear", "--format", "onnx", "--program", "training", "--out", out).mistake()
        .contains("[onnx/training]"));
  }

  @Test
  void whatIsNotWrittenIsSaid() {
    assertEquals("""
        the option --format does not know this value                            [option/value]
          at        --format svg
          got       "svg"
          expected  one of text, dot, json, mermaid, onnx""", CommandRun.of("dump", "linear", "--format", "svg").mistake());
    assertEquals("""
        the stage loops is written as text or json only                         [dump/format]
          at        --stage loops --format dot
          expected  --format text or json
          fix       graph and optimized are written in every format""",
        CommandRun.of("dump", "linear", "--stage", "loops", "--format", "dot").mistake());
    assertEquals("""
        only the training program has gradients                                 [dump/program]
          at        --stage gradient --program inference
          expected  --program training
          fix       leave --program out""",
        CommandRun.of("dump", "linear", "--stage", "gradient", "--program", "inference").mistake());
  }
}
