package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.RandomGraph;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.Lexer;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.text.ScheduleText;
import jacquard.networks.SmallNetworks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Graphs, gradients, optimised graphs, loop nests and schedules parse back from their text and print again the same; and the same model
/// prints the same text every time.
class TextRoundTripTest {
  private static final List<Integer> VECTOR_BITS = List.of(0, 256, 512);

  @TestFactory
  Stream<DynamicTest> networks() {
    return SmallNetworks.names().stream().flatMap(net -> Stream.of(DType.F32, DType.F64).flatMap(dtype -> {
      Map<String, Graph> again = graphs(net, dtype);
      return graphs(net, dtype).entrySet().stream().map(g -> dynamicTest(net + ", " + dtype.text() + ", " + g.getKey(),
          () -> check(g.getValue(), Objects.requireNonNull(again.get(g.getKey())), VECTOR_BITS)));
    }));
  }

  private static Map<String, Graph> graphs(String net, DType dtype) {
    Model model = SmallNetworks.define(net, dtype);
    var graphs = new LinkedHashMap<String, Graph>();
    graphs.put("inference", model.graphs().inference());
    graphs.put("evaluation", model.graphs().evaluation());
    graphs.put("gradient", model.graphs().gradient(Loss.crossEntropy()));
    graphs.put("training", model.graphs().training(Loss.crossEntropy(), Optimizer.adamW(1e-3)));
    return graphs;
  }

  @Property(tries = 60)
  void randomGraphs(@ForAll("choices") List<Integer> choices) {
    check(RandomGraph.of(choices), RandomGraph.of(choices), List.of(512));
  }

  @Property(tries = 30)
  void randomGradients(@ForAll("choices") List<Integer> choices) {
    check(RandomGraph.gradient(choices), RandomGraph.gradient(choices), List.of(256));
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers().between(0, 1000).withDistribution(RandomDistribution.uniform()).list().ofMinSize(10).ofMaxSize(120)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  /// `again` was built anew, as `graph` was.
  private static void check(Graph graph, Graph again, List<Integer> vectorBits) {
    checkGraph(graph, again);
    vectorBits.forEach(bits -> checkCompiled(graph, again, bits));
  }

  private static void checkCompiled(Graph graph, Graph again, int vectorBits) {
    Compilation compilation = Compiler.forVectors(vectorBits).translate(graph);
    Compilation second = Compiler.forVectors(vectorBits).translate(again);
    checkGraph(compilation.optimized(), second.optimized());
    checkLoops(compilation.loops(), second.loops());
    assertEquals(compilation.classes().size(), second.classes().size());
    for (int i = 0; i < compilation.classes().size(); i++) {
      var kernel = compilation.classes().get(i);
      assertEquals(kernel.name(), second.classes().get(i).name());
      assertArrayEquals(kernel.bytes(), second.classes().get(i).bytes(), kernel::name);
    }
  }

  private static void checkGraph(Graph graph, Graph again) {
    String text = Printer.print(graph);
    assertEquals(text, Printer.print(Parser.parse(text)));
    assertEquals(text, Printer.print(again));
    String canonical = Printer.canonical(graph);
    assertEquals(canonical, Printer.canonical(Parser.parse(canonical)));
  }

  private static void checkLoops(List<LoopNest> nests, List<LoopNest> again) {
    String text = LoopText.print(nests);
    List<LoopNest> parsed = LoopText.parseAll("loops", text);
    assertEquals(text, LoopText.print(parsed));
    assertEquals(text, LoopText.print(again));
    assertEquals(nests.size(), parsed.size());
    for (int i = 0; i < nests.size(); i++) {
      assertEquals(nests.get(i), parsed.get(i), nests.get(i)::toString);
      var axes = nests.get(i).structure().axes();
      String schedule = ScheduleText.print(nests.get(i).schedule(), axes);
      assertEquals(nests.get(i).schedule(), ScheduleText.parse(new Lexer("schedule", schedule), axes), schedule);
    }
  }
}
