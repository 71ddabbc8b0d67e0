package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.nets.Nets;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every row of the lecture notes' `facts.json` equals what the project computes; the numbers are read from there.
///
/// `shape_rules`, `results` and `definitions` are prose; the examples of layers are in [LectureNotesLayersTest].
final class LectureNotesTest {
  @BeforeAll
  static void needsTheSharedFolder() {
    assumeTrue(SharedFiles.present(), "no shared folder at " + SharedFiles.shared().toAbsolutePath());
  }

  @TestFactory
  Stream<DynamicTest> tables() {
    return Facts.list("networks").stream().map(n -> {
      String name = n.get("network").getAsString();
      return DynamicTest.dynamicTest(name, () -> assertTable(n, Nets.define(name).summary()));
    });
  }

  @Test
  void lenet5OnThePapersInput() {
    Model model = Model.define("lenet5", Shape.of(1, 32, 32), x -> x.conv(6, 5).tanh().avgPool(2).conv(16, 5).tanh().avgPool(2)
        .conv(120, 5).tanh().flatten().dense(84).tanh().dense(10));
    assertTable(Facts.row("networks", "network", "lenet5"), model.summary());
  }

  private static void assertTable(JsonObject facts, Summary summary) {
    assertRows(Facts.list(facts, "layers"), summary);
    JsonObject input = facts.getAsJsonObject("input");
    boolean padded = !summary.input().equals(map(input));
    assertTrue(!padded || summary.row("conv1").layer().contains("p2"), () -> summary.input() + " instead of " + input);
    assertEquals(facts.get("total_parameters").getAsLong(), summary.parameters());
    assertEquals(facts.get("total_operations").getAsLong(), summary.operations());
  }

  private static void assertRows(List<JsonObject> expected, Summary summary) {
    List<Summary.Row> rows = summary.rows().stream().filter(r -> r.parameters() + r.operations() > 0).toList();
    assertEquals(expected.stream().map(e -> theirs(e)).toList(), rows.stream().map(r -> ours(r, summary)).toList());
    for (int i = 0; i < rows.size(); i++) {
      JsonObject fact = expected.get(i);
      Summary.Row row = rows.get(i);
      assertEquals(fact.get("parameters").getAsLong(), row.parameters(), row.name());
      assertEquals(fact.get("operations").getAsLong(), row.operations(), row.name());
      Shape volume = map(fact.getAsJsonObject("output"));
      assertEquals(row.output().rank() == 1 ? Shape.of(volume.extent(0)) : volume, row.output(), row.name());
      assertEquals(volume.size(), row.volume(), row.name());
    }
  }

  /// lenet5's RBF units are counted as the dense layer it ends in.
  private static String theirs(JsonObject fact) {
    return Facts.ordered(fact.get("layer").getAsString().replace("RBF", "fc"));
  }

  /// lenet5 takes 28x28 and pads it to the paper's 32x32.
  private static String ours(Summary.Row row, Summary summary) {
    boolean padded = summary.network().equals("lenet5") && row.name().equals("conv1");
    return Facts.ordered(padded ? row.layer().replace(", p2", "") : row.layer());
  }

  private static Shape map(JsonObject volume) {
    return Shape.of(volume.get("channels").getAsInt(), volume.get("height").getAsInt(), volume.get("width").getAsInt());
  }

  @TestFactory
  Stream<DynamicTest> otherParameterCounts() {
    return Facts.all().getAsJsonObject("other_parameter_counts").entrySet().stream().map(e -> {
      String name = e.getKey().split("[ ,]")[0];
      return DynamicTest.dynamicTest(e.getKey(), () -> assertEquals(e.getValue().getAsLong(), Nets.define(name).summary().parameters()));
    });
  }

  /// Per layer, from the sum in lenet5's note; the outputs are codes nobody trains.
  @Test
  void lenet5OfThePaper() {
    String note = Facts.row("networks", "network", "lenet5").get("note").getAsString();
    List<Long> counts = Facts.numbers(note.replaceAll(".*trainable parameters: ([0-9+]+).*", "$1"));
    Model model = Nets.define("lenet5-1998");
    Summary summary = model.summary();
    assertEquals(counts, summary.rows().stream().map(Summary.Row::parameters).filter(p -> p > 0).toList());
    assertEquals(Facts.ints(note.replaceAll(".*has (\\d+) codes.*", "$1"))[0], summary.fixedParameters());
    NdArray weights = model.parameters().get("C3.weight");
    JsonArray table = Facts.all().getAsJsonObject("lenet5_connections").entrySet().iterator().next().getValue().getAsJsonArray();
    for (int filter = 0; filter < 16; filter++) {
      for (int map = 0; map < 6; map++) {
        boolean connected = table.get(map).getAsString().charAt(filter) == 'X';
        assertEquals(connected, weights.get((filter * 6 + map) * 25) != 0, "map %d, filter %d".formatted(map, filter));
      }
    }
  }

  /// The paper's auxiliary classifiers, as googlenet's note counts them.
  @Test
  void auxiliaryClassifiersAreCountedApart() {
    String note = Facts.row("networks", "network", "googlenet").get("note").getAsString();
    List<Long> both = Facts.numbers(note.replaceAll(".*4x4 out; ([0-9, and]+)\\).*", "$1"));
    assertEquals(2, both.size());
    assertEquals(both.get(0) + both.get(1), Nets.define("googlenet").summary().auxiliaryParameters());
  }

  @Test
  void vggConfigurations() {
    JsonObject configurations = Facts.all().getAsJsonObject("vgg_configurations");
    var networks = Map.of("A", "vgg-a", "B", "vgg-b", "D", "vgg16", "E", "vgg19");
    networks.forEach((letter, network) -> assertEquals(configurations.getAsJsonArray(letter).asList().stream()
        .map(g -> convolutions(Facts.longs(g))).collect(Collectors.joining()) + "fc(4096) fc(4096) fc(1000) ", text(network)));
    // "as B with a third conv1-256, conv1-512, conv1-512"; "A with LRN after the first convolution"
    String third = text("vgg-b");
    for (int filters : Facts.ints(configurations.get("C").getAsString().replaceAll("conv1-", ""))) {
      String group = "conv(3, %d, p1) conv(3, %d, p1) pool(2) ".formatted(filters, filters);
      int at = third.indexOf(group);
      third = third.substring(0, at) + group.replace("pool", "conv(1, %d) POOL".formatted(filters)) + third.substring(at + group.length());
    }
    assertEquals(third.replace("POOL", "pool"), text("vgg-c"));
    assertTrue(configurations.get("A-LRN").getAsString().startsWith("A with LRN after the first convolution"));
    assertEquals(text("vgg-a").replaceFirst("\\) ", ") norm "), text("vgg-a-lrn"));
  }

  private static String convolutions(List<Long> filters) {
    return filters.stream().map("conv(3, %d, p1) "::formatted).collect(Collectors.joining()) + "pool(2) ";
  }

  /// The rows that count something, in one line.
  private static String text(String network) {
    return Nets.define(network).summary().rows().stream().filter(r -> r.parameters() + r.operations() > 0).map(r -> r.layer() + " ")
        .collect(Collectors.joining());
  }

  /// Four branches of one module, the pool among them. The figure the source prints is another than its formula gives.
  @Test
  void theNaiveInceptionModule() {
    JsonObject facts = Facts.all().getAsJsonObject("inception_naive");
    int[] n = Facts.ints(facts.get("what").getAsString());
    Model module = Model.define("naive", Shape.of(n[11], n[9], n[10]), x -> Tensor.concat(x.conv(n[0], n[1]),
        x.conv(n[3], n[4], c -> c.same()), x.conv(n[6], n[7], c -> c.same()), x.maxPool(3, p -> p.stride(1).padding(1))));
    assertEquals(facts.get("by_the_formula").getAsLong(), module.summary().operations());
  }

  @Test
  void theConvolutionExample() {
    JsonObject example = Facts.all().getAsJsonObject("convolution_example");
    NdArray kernel = NdArray.of(Shape.of(3, 3), Facts.matrix(example.getAsJsonArray("kernel")));
    double[] expected = Facts.matrix(example.getAsJsonArray("output"));
    assertArrayEquals(expected, onTheExample(x -> x.conv(1, 3, c -> c.fixed(kernel))));
  }

  /// The kernel is the product of its column and row, and convolving with one after the other does the same.
  @Test
  void theSeparableExample() {
    JsonObject example = Facts.all().getAsJsonObject("separable_example");
    NdArray kernel = NdArray.of(Shape.of(3, 3), Facts.matrix(example.getAsJsonArray("kernel")));
    NdArray column = NdArray.of(Shape.of(3, 1), Facts.doubles(example.get("column")));
    NdArray row = NdArray.of(Shape.of(1, 3), Facts.doubles(example.get("row")));
    for (int i = 0; i < 9; i++) {
      assertEquals(kernel.get(i), column.get(i / 3) * row.get(i % 3));
    }
    assertArrayEquals(onTheExample(x -> x.conv(1, 3, c -> c.fixed(kernel))),
        onTheExample(x -> x.conv(1, c -> c.kernel(3, 1).fixed(column)).conv(1, c -> c.kernel(1, 3).fixed(row))));
  }

  private static double[] onTheExample(Network network) {
    double[] input = Facts.matrix(Facts.all().getAsJsonObject("convolution_example").getAsJsonArray("input"));
    return Model.define("example", ModelOptions.of(Shape.of(1, 5, 5)).dtype(DType.F64), network).compile().predict(input);
  }
}
