package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Size;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.Tuning;
import jacquard.compiler.TuningResult;
import jacquard.compiler.cost.Core;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.schedule.TileChoices;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.Context;
import jacquard.runtime.VectorSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Register tiles that a tuning names in place of the predicted ones: the same bits with each of them; what it does not know, or what a
/// contraction may not have, stays as it is.
class TunedNetworksTest {
  private static final int BATCH = 3;
  private static final int THREADS = 2;
  /// Of some hundred candidates of a contraction, tried in this many programs.
  private static final int PROGRAMS = 4;

  @TempDir
  Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> everyTileGivesTheSameBits() {
    Map<String, Graph> graphs = new LinkedHashMap<>();
    graphs.put("lenet5", Nets.define("lenet5").graphs().inference());
    graphs.put("lenet5, training", Nets.define("lenet5").graphs().training(Nets.loss("lenet5"), TrainingDefaults.optimizer()));
    graphs.put("tcn", Nets.define("tcn").graphs().inference());
    Model narrow = Model.define("mobilenet-v1", Shape.of(3, 32, 32), new MobilenetV1(Size.of(7).width(0.25)));
    graphs.put("mobilenet-v1", narrow.graphs().inference());
    return graphs.entrySet().stream().flatMap(graph -> Stream.of(0, 128, 256, 512).filter(bits -> bits <= VectorSupport.bits())
        .map(bits -> dynamicTest(graph.getKey() + ", " + bits + " bits", () -> sameBits(graph.getValue(), bits))));
  }

  private void sameBits(Graph graph, int bits) throws IOException {
    Compiler compiler = Compiler.forVectors(bits);
    Compilation usual = compiler.translate(graph);
    Map<String, NdArray> expected = run(usual, graph);
    var tried = new TreeMap<String, String>();
    for (int program = 0; program < PROGRAMS; program++) {
      Map<String, String> schedules = others(usual, bits, program);
      Compilation tuned = compiler.tuned(tuning(schedules)).translateOptimized(usual.optimized());
      tried.putAll(schedules);
      assertTrue(taken(tuned, schedules, bits) > 0, () -> "no schedule of " + schedules + " was taken");
      run(tuned, graph).forEach((name, value) ->
          assertArrayEquals(bits(expected.get(name)), bits(value), () -> name + " with " + schedules));
    }
    assertTrue(!tried.isEmpty());
  }

  /// For each contraction another tile than its own, from all over its candidates.
  private static Map<String, String> others(Compilation usual, int bits, int program) {
    var scheduler = new Scheduler(Core.of(bits), true, TileChoices.NONE);
    var schedules = new TreeMap<String, String>();
    for (LoopNest nest : tiled(usual)) {
      List<LoopNest> candidates = scheduler.candidates(nest);
      assertTrue(candidates.stream().map(LoopNest::schedule).toList().contains(nest.schedule()), () -> "not among its candidates: " + nest);
      List<LoopNest> others = candidates.stream().filter(c -> !c.schedule().equals(nest.schedule())).toList();
      if (!others.isEmpty()) {
        schedules.put(TileChoices.key(nest, Core.of(bits)), TileChoices.text(others.get(program * others.size() / PROGRAMS)));
      }
    }
    return schedules;
  }

  private static int taken(Compilation tuned, Map<String, String> schedules, int bits) {
    return (int) tiled(tuned).stream().filter(n -> TileChoices.text(n).equals(schedules.get(TileChoices.key(n, Core.of(bits))))).count();
  }

  private static List<LoopNest> tiled(Compilation compiled) {
    return compiled.loops().stream().filter(n -> n.schedule().tile().isPresent()).toList();
  }

  private Tuning tuning(Map<String, String> schedules) throws IOException {
    Path file = folder.resolve("tuning");
    Files.writeString(file, "jacquard tuning 1\n"
        + schedules.entrySet().stream().map(s -> s.getKey() + " " + s.getValue() + "\n").collect(Collectors.joining()));
    return Tuning.read(file);
  }

  private static Map<String, NdArray> run(Compilation compiled, Graph graph) {
    Context context = compiled.program().context(THREADS);
    int stream = 0;
    for (Node node : graph.inputs()) {
      context.setInput(((Input) node.op()).name(), random(node, BATCH, stream++));
    }
    for (Node node : graph.states()) {
      context.setState(((State) node.op()).name(), random(node, 1, stream++));
    }
    context.run(BATCH);
    var outputs = new LinkedHashMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    graph.states().forEach(node -> outputs.put(((State) node.op()).name(), context.state(((State) node.op()).name())));
    return outputs;
  }

  /// Small numbers, positive where a variance may be meant; class 1 for each example.
  private static NdArray random(Node node, int batch, int stream) {
    NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(batch)));
    var random = new Philox(7, stream, 0);
    for (int i = 0; i < value.size(); i++) {
      value.set(i, value.dtype().isFloat() ? 0.1 * Math.abs(random.normal(i)) : 1);
    }
    return value;
  }

  private static long[] bits(NdArray array) {
    return IntStream.range(0, array.size()).mapToLong(i -> Double.doubleToRawLongBits(array.get(i))).toArray();
  }

  @Test
  void aScheduleThatAContractionMayNotHaveIsPassedOver() throws IOException {
    Graph graph = Nets.define("lenet5").graphs().inference();
    Compilation usual = Compiler.forVectors(256).translate(graph);
    List<Schedule> predicted = usual.loops().stream().map(LoopNest::schedule).toList();
    LoopNest conv = tiled(usual).getFirst();
    String own = TileChoices.text(conv);
    String wrong = own.replaceFirst("tile (\\S+) \\d+ chunk \\d+", "tile $1 1000 chunk 1000");
    assertNotEquals(own, wrong);
    String key = TileChoices.key(conv, Core.of(256));
    String shared = own.replaceFirst("parallel \\d", "parallel 9");
    for (String schedule : List.of(wrong, shared, "schedule (", "schedule (x) parallel 1 chunk 1")) {
      Compilation tuned = Compiler.forVectors(256).tuned(tuning(Map.of(key, schedule))).translate(graph);
      assertEquals(predicted, tuned.loops().stream().map(LoopNest::schedule).toList(), schedule);
    }
    String other = TileChoices.text(new Scheduler(256).candidates(conv).stream().filter(c -> !c.schedule().equals(conv.schedule()))
        .findFirst().orElseThrow());
    assertNotEquals(predicted, Compiler.forVectors(256).tuned(tuning(Map.of(key, other))).translate(graph).loops().stream()
        .map(LoopNest::schedule).toList());
    assertEquals(Compiler.forVectors(128).translate(graph).loops(),
        Compiler.forVectors(128).tuned(tuning(Map.of(key, other))).translate(graph).loops(), "measured with other vectors");
  }

  @Test
  void tuningMeasuresEveryContraction() {
    Graph graph = Nets.define("lenet5").graphs().inference();
    Compiler compiler = Compiler.create();
    TuningResult result = compiler.tune(graph, BATCH, 1, Duration.ofMillis(20));
    List<LoopNest> usual = tiled(compiler.translate(graph));
    assertEquals(contractions(usual), result.tuning().size());
    assertTrue(result.nanosBefore() > 0 && result.nanos() <= result.nanosBefore(), result::toString);
    for (TuningResult.Kernel kernel : result.kernels()) {
      assertTrue(kernel.nanos() < kernel.nanosBefore() && !kernel.now().equals(kernel.before()) && !kernel.layers().isEmpty(),
          kernel::toString);
    }
    List<LoopNest> other = tiled(compiler.tuned(result.tuning()).translate(graph)).stream().filter(n -> !usual.contains(n)).toList();
    assertEquals(result.kernels().size(), contractions(other));
  }

  private static long contractions(List<LoopNest> nests) {
    return nests.stream().map(n -> TileChoices.key(n, Core.of(VectorSupport.bits()))).distinct().count();
  }
}
