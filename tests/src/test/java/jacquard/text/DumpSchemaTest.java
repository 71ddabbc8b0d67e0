package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import jacquard.api.nets.Nets;
import jacquard.compiler.options.CompilerSwitches;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.RandomGraph;
import jacquard.ir.text.JsonDump;
import jacquard.ir.text.LoopJson;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The JSON of every stage of every built-in network, and of every pass of some, is what the published schemas say; the text of all of them
/// parses back.
class DumpSchemaTest {
  private static final Schema GRAPH = schema("graph");
  private static final Schema LOOPS = schema("loops");

  private static Schema schema(String name) {
    try (InputStream text = DumpSchemaTest.class.getResourceAsStream("/META-INF/jacquard/" + name + ".schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Objects.requireNonNull(text), InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Schema schema, String json) {
    assertEquals(List.of(), schema.validate(json, InputFormat.JSON).stream().limit(5).map(Object::toString).toList());
  }

  private static void check(Graph graph) {
    check(GRAPH, JsonDump.print(graph));
    String text = Printer.print(graph);
    assertEquals(text, Printer.print(Parser.parse(text)));
  }

  @TestFactory
  Stream<DynamicTest> networks() {
    return Nets.names().stream().filter(network -> !isOtherVgg(network)).map(network -> dynamicTest(network, () -> check(network)));
  }

  /// The VGGs are layers of the same kinds in other numbers: all but one of them are left to the profile `thorough`.
  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> otherVggs() {
    return Nets.names().stream().filter(DumpSchemaTest::isOtherVgg).map(network -> dynamicTest(network, () -> check(network)));
  }

  private static boolean isOtherVgg(String network) {
    return network.startsWith("vgg") && !network.equals("vgg16");
  }

  private static void check(String network) {
    Map<String, Graph> graphs = NetworkDumps.graphs(network);
    graphs.values().forEach(DumpSchemaTest::check);
    var nests = NetworkDumps.loops(Objects.requireNonNull(graphs.get("training, optimized")));
    check(LOOPS, LoopJson.print(nests));
    String text = LoopText.print(nests);
    assertEquals(text, LoopText.print(LoopText.parseAll(network, text)));
  }

  @TestFactory
  Stream<DynamicTest> passes(@TempDir Path folder) {
    Map<String, String> properties = Map.of("jacquard.dump", "graph", "jacquard.dump.format", "json,text",
        "jacquard.dump.dir", folder.toString());
    return Stream.of("lenet5", "resnet18", "googlenet", "deformable-convnet").filter(Nets.names()::contains).map(network ->
        dynamicTest(network, () -> {
          var manager = new PassManager(CompilerSwitches.of(properties::get, Pipelines.ids()), false);
          manager.run(Pipelines.EVALUATION, Nets.define(network).graphs().evaluation());
          List<Path> files;
          try (Stream<Path> written = Files.list(folder.resolve(network + "-evaluation"))) {
            files = written.sorted().toList();
          }
          assertFalse(files.size() < 6, files::toString);
          for (Path file : files) {
            String text = Files.readString(file);
            if (file.toString().endsWith(".json")) {
              check(GRAPH, text);
            } else {
              assertEquals(text, Printer.print(Parser.parse(text)));
            }
          }
        }));
  }

  @Property(tries = 100)
  void randomGradients(@ForAll("choices") List<Integer> choices) {
    check(RandomGraph.gradient(choices));
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers().between(0, 1000).list().ofMinSize(10).ofMaxSize(80);
  }

  /// The schemas would be worthless if they took anything.
  @Test
  void whatIsNoDumpIsRefused() {
    String good = JsonDump.print(Parser.parse("graph @g(%x: f32[2]) { %0 = tanh %x : f32[2] return y=%0 }"));
    check(GRAPH, good);
    for (String[] wrong : new String[][] {{"\"tanh\"", "7"}, {"%0", "0"}, {"f32[2]", "f32[n]"}, {"\"kind\"", "\"sort\""},
        {"elementwise", "map"}}) {
      assertFalse(GRAPH.validate(good.replace(wrong[0], wrong[1]), InputFormat.JSON).isEmpty(), wrong[0]);
    }
    assertFalse(LOOPS.validate(good, InputFormat.JSON).isEmpty());
  }
}
