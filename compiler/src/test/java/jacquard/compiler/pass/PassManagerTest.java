package jacquard.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.CompilerBug;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassManagerTest {
  private static final String DENSE = """
      graph @dense(%x: f64[N,3], %w: f64[3,2], %b: f64[2]) {
        %0 = mat_mul %x, %w : f64[N,2]
        %1 = add %0, %b : f64[N,2]
        %2 = tanh %1 : f64[N,2]
        %3 = softmax %2 {axis=1} : f64[N,2]
        return y=%3
      }
      """;

  @TempDir
  private Path dir;

  private PassManager manager(Map<String, String> switches) {
    var all = new HashMap<>(switches);
    all.putIfAbsent("jacquard.dump.dir", dir.toString());
    all.putIfAbsent("jacquard.dump", "graph"); // reproducers go there too
    return new PassManager(CompilerSwitches.of(all::get, Pipelines.ids()), true);
  }

  private static Graph optimized(PassManager manager) {
    return manager.run(Pipelines.INFERENCE, Parser.parse(DENSE)).graph();
  }

  /// A pass made of one function.
  private record Fake(Numerics numerics, BiFunction<Graph, PassContext, Graph> work) implements Pass {
    static Pass of(BiFunction<Graph, PassContext, Graph> work) {
      return new Fake(Numerics.bitwise("says it"), work);
    }

    @Override
    public String does() {
      return "is a fake";
    }

    @Override
    public Graph run(Graph graph, PassContext context) {
      return work.apply(graph, context);
    }
  }

  private CompilerBug failure(Map<String, String> switches, Pipeline pipeline) {
    return assertThrows(CompilerBug.class, () -> manager(switches).run(pipeline, Parser.parse(DENSE)));
  }

  @Test
  void dumpsWhatEachPassMade() throws IOException {
    Graph after = optimized(manager(Map.of("jacquard.dump", "graph")));
    Path folder = dir.resolve("dense-inference");
    String last = dump("fuse-epilogue");
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertEquals(List.of("00-input.ir", dump("expand-composites"), dump("fuse-elementwise"), last), names);
    }
    assertEquals(DENSE, Files.readString(folder.resolve("00-input.ir")));
    assertEquals(Printer.print(after), Files.readString(folder.resolve(last)));
    optimized(manager(Map.of("jacquard.dump", "graph", "jacquard.pass.disable", "fuse-epilogue")));
    assertFalse(Files.exists(folder.resolve(last)), "left over from the first run");
  }

  /// The file of the only run of a pass, by its place in the pipeline.
  private static String dump(String pass) {
    return "%02d-%s.ir".formatted(1 + Pipelines.INFERENCE.passes().stream().map(Pass::id).toList().indexOf(pass), pass);
  }

  @Test
  void leavesOutStopsAndLimits() {
    assertTrue(Printer.print(optimized(manager(Map.of()))).contains("fused"));
    assertFalse(Printer.print(optimized(manager(Map.of("jacquard.pass.disable", "fuse-epilogue")))).contains("fused"));
    assertFalse(Printer.print(optimized(manager(Map.of("jacquard.pass.stop", "fuse-elementwise")))).contains("fused"));
    Graph none = optimized(manager(Map.of("jacquard.bisect", "0")));
    assertTrue(none.nodes().stream().noneMatch(n -> n.op() instanceof Softmax), "a required pass is not counted");
    assertTrue(Printer.print(none).contains("tanh %"));
    PassManager.Result one = manager(Map.of("jacquard.bisect", "1")).run(Pipelines.INFERENCE, Parser.parse(DENSE));
    assertEquals(1, one.timings().stream().mapToInt(PassManager.Timing::rewrites).sum());
  }

  @Test
  void reportsTimesAndRemarks() {
    PassManager.Result result = manager(Map.of()).run(Pipelines.INFERENCE, Parser.parse(DENSE));
    assertEquals(Pipelines.INFERENCE.passes().stream().map(Pass::id).toList(),
        result.timings().stream().map(PassManager.Timing::pass).toList());
    assertTrue(result.remarks().stream().anyMatch(r -> r.pass().equals("fuse-epilogue")), result.remarks().toString());
  }

  @Test
  void aCrashNamesPassAndNodeAndLeavesAReproducer() throws IOException {
    Pass crash = Fake.of((graph, context) -> {
      context.at(graph.output());
      throw new IllegalStateException("boom");
    });
    CompilerBug bug = failure(Map.of("jacquard.dump", "graph"), Pipeline.named("p").add(crash));
    String message = String.valueOf(bug.getMessage());
    assertTrue(message.contains("pass fake of pipeline p") && message.contains("softmax") && message.contains("boom"), message);
    Path file = Path.of(message.substring(message.indexOf("reproducer: ") + "reproducer: ".length()).strip());
    String text = Files.readString(file);
    assertTrue(file.startsWith(dir.toAbsolutePath()) && text.startsWith("// RUN: pass=fake\n// pipeline: p=fake\n// flags:"), text);
    assertEquals(DENSE, Printer.print(Parser.parse(text)));
  }

  @Test
  void catchesBothLies() {
    Pass copies = Fake.of((graph, context) -> GraphBuilder.continuing(graph).build());
    assertTrue(failure(Map.of(), Pipeline.of(copies)).getMessage().contains("a new graph that is equal to the old one"));
    var g = new GraphBuilder("g");
    g.output("y", g.add(new Neg(), g.constant(NdArray.of(Shape.of(1), 1.0))));
    Pass mutates = Fake.of((graph, context) -> {
      ((Constant) graph.nodes().getFirst().op()).data().value().orElseThrow().set(0, 2);
      return graph;
    });
    var bug = assertThrows(CompilerBug.class, () -> manager(Map.of()).run(Pipeline.of(mutates), g.build()));
    assertTrue(String.valueOf(bug.getMessage()).contains("changed the graph it was given"), bug.getMessage());
  }

  @Test
  void verifiesAndChecksResults() {
    Pass breaks = Fake.of((graph, context) -> {
      var g = GraphBuilder.continuing(graph);
      Node wrong = g.append(new Exp(), List.of(graph.output()), graph.inputs().getLast().type(), graph.output().loc());
      return g.output("y", wrong).build();
    });
    String broken = String.valueOf(failure(Map.of("jacquard.verify", "each"), Pipeline.of(breaks)).getMessage());
    assertTrue(broken.contains("leaves a broken graph") && broken.contains("[type]") && broken.contains("= exp"), broken);
    assertTrue(failure(Map.of(), Pipeline.of(breaks).ensures(Stage.GRAPH)).getMessage().contains("[type]"));
    assertSame(breaks, Pipeline.of(breaks).passes().getFirst());

    Pass alters = Fake.of((graph, context) -> {
      var g = GraphBuilder.continuing(graph);
      return g.output("y", g.add(new Exp(), graph.output())).build();
    });
    manager(Map.of()).run(Pipeline.of(alters), Parser.parse(DENSE));
    assertTrue(failure(Map.of("jacquard.check", "each"), Pipeline.of(alters)).getMessage().contains("changes results: y[0] is"));
    assertTrue(failure(Map.of(), Pipeline.of(alters).ensures(Stage.STRUCTURED)).getMessage().contains("stage STRUCTURED does not allow"));
  }

  /// Nothing holds on to the graphs between passes unless they were asked for.
  @Test
  void snapshotsAreKeptOnlyWhereAsked() {
    PassManager plain = manager(Map.of());
    for (PassManager manager : List.of(plain, plain.keepingSnapshots())) {
      var between = new ArrayList<WeakReference<Graph>>();
      Pass copy = Fake.of((graph, context) -> {
        Graph made = Parser.parse(Printer.print(graph).replace("tanh", "exp"));
        between.add(new WeakReference<>(made));
        return made;
      });
      Pass back = Fake.of((graph, context) -> Parser.parse(Printer.print(graph).replace("exp", "tanh")));
      PassManager.Result result = manager.run(Pipeline.named("two").add(copy).add(back), Parser.parse(DENSE));
      boolean asked = !result.snapshots().isEmpty();
      assertEquals(manager != plain, asked);
      for (int i = 0; i < 20 && between.getFirst().get() != null; i++) {
        System.gc();
      }
      assertEquals(asked, between.getFirst().get() != null);
      assertEquals(asked ? 2 : 0, result.snapshots().size());
      assertTrue(Printer.print(result.graph()).contains("tanh"));
    }
  }
}
