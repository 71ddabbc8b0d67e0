package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The numbers of the lecture notes, as `facts.json` holds them, from our summaries.
final class LectureNotesTest {
  private static final Set<String> COUNTED = Set.of("conv", "pool", "dense");

  @BeforeEach
  void needsTheSharedFolder() {
    assumeTrue(SharedFiles.present(), "no shared folder at " + SharedFiles.shared().toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnet-mnist", "convnet-cifar10"})
  void tablesAreReproducedToTheLetter(String network) {
    Summary summary = Nets.define(network).summary();
    assertRows(network, summary, layer -> layer);
  }

  @Test
  void lenet5IsReproduced() {
    // Ours starts from 28x28 with padding 2 and ends in dense(10), which counts the same.
    assertRows("lenet5", Nets.define("lenet5").summary(), l -> l.equals("conv(5, 6)") ? "conv(5, 6, p2)" : l.replace("RBF", "fc"));
  }

  @Test
  void lenet5OnItsOwnInputIsReproduced() {
    Model model = Model.define("lenet5", Shape.of(1, 32, 32), x -> x.conv(6, 5).tanh().avgPool(2).conv(16, 5).tanh().avgPool(2)
        .conv(120, 5).tanh().flatten().dense(84).tanh().dense(10));
    assertRows("lenet5", model.summary(), l -> l.replace("RBF", "fc"));
  }

  private static void assertRows(String network, Summary summary, UnaryOperator<String> ours) {
    JsonObject facts = SharedFiles.facts().getAsJsonArray("networks").asList().stream().map(JsonElement::getAsJsonObject)
        .filter(n -> n.get("network").getAsString().equals(network)).findFirst().orElseThrow();
    List<JsonObject> expected = facts.getAsJsonArray("layers").asList().stream().map(JsonElement::getAsJsonObject).toList();
    List<Summary.Row> rows = summary.rows().stream().filter(r -> COUNTED.contains(r.kind())).toList();
    assertEquals(expected.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonObject fact = expected.get(i);
      Summary.Row row = rows.get(i);
      assertEquals(ours.apply(fact.get("layer").getAsString()), row.layer());
      assertEquals(fact.get("parameters").getAsLong(), row.parameters(), row.name());
      assertEquals(fact.get("operations").getAsLong(), row.operations(), row.name());
      JsonObject output = fact.getAsJsonObject("output");
      int channels = output.get("channels").getAsInt();
      Shape map = Shape.of(channels, output.get("height").getAsInt(), output.get("width").getAsInt());
      assertEquals(row.kind().equals("dense") ? Shape.of(channels) : map, row.output(), row.name());
    }
    assertEquals(facts.get("total_parameters").getAsLong(), summary.parameters());
    assertEquals(facts.get("total_operations").getAsLong(), summary.operations());
    long others = summary.rows().stream().filter(r -> !COUNTED.contains(r.kind()))
        .mapToLong(r -> r.operations() + r.parameters()).sum();
    assertEquals(0, others);
  }

  @Test
  void multiplicationsAndParametersOfSingleLayersAreReproduced() {
    assertEquals(86400, only(Shape.of(3, 7, 7), x -> x.conv(128, 3)).multiplications());
    assertEquals(1228800, only(Shape.of(3, 12, 12), x -> x.conv(256, 5)).multiplications());
    Summary separable = Model.define("separable", Shape.of(3, 7, 7), x -> x.conv(3, 3, c -> c.groups(3)).conv(128, 1)).summary();
    assertEquals(List.of(675L, 9600L), separable.rows().stream().map(Summary.Row::multiplications).toList());
    assertEquals(10275, separable.multiplications());
    Network columnThenRow = x -> x.conv(1, c -> c.kernel(3, 1)).conv(1, c -> c.kernel(1, 3));
    Summary spatial = Model.define("spatial", Shape.of(1, 5, 5), columnThenRow).summary();
    assertEquals(List.of(45L, 27L), spatial.rows().stream().map(Summary.Row::multiplications).toList());
    assertEquals(4718592, only(Shape.of(512, 3, 3), x -> x.conv(1024, 3, c -> c.bias(false))).parameters());
    assertEquals(50, only(Shape.of(10, 4, 4), x -> x.conv(5, 1, c -> c.bias(false))).parameters());
    assertEquals(75, only(Shape.of(3, 8, 8), x -> x.conv(1, 5, c -> c.bias(false))).parameters());
  }

  @Test
  void aLayerOfSevenBillionParametersIsCountedWithoutMemory() {
    Summary summary = Model.define("large", Shape.of(512, 17, 17), x -> x.flatten().dense(7 * 7 * 1024, d -> d.bias(false))).summary();
    assertEquals(7_424_442_368L, summary.parameters());
  }

  private static Summary.Row only(Shape input, Network body) {
    return Model.define("one", input, body).summary().rows().getFirst();
  }

  @Test
  void receptiveFieldsAreReproduced() {
    assertSizes(Shape.of(1, 15, 15), x -> x.conv(1, 3).conv(1, 3).conv(1, 3), 3, 5, 7);
    assertSizes(Shape.of(1, 15, 15), x -> x.conv(1, 3, c -> c.dilation(2)), 5);
    assertSizes(Shape.of(1, 15, 15), x -> x.conv(1, 2, c -> c.stride(2)).conv(1, 2, c -> c.stride(2)), 2, 4);
    assertSizes(Shape.of(1, 15, 15), x -> x.conv(1, 2, c -> c.stride(2).dilation(2)).conv(1, 2, c -> c.stride(2).dilation(2)), 3, 7);
    assertSizes(Shape.of(1, 15), x -> x.conv(1, 3).conv(1, 3, c -> c.dilation(2)).conv(1, 3, c -> c.dilation(4)), 3, 7, 15);
    List<ReceptiveField> fields = assertSizes(Shape.of(1, 15, 15), x -> x.conv(1, 3, c -> c.stride(3).padding(1)).conv(1, 2), 3, 6);
    assertEquals(List.of(3L, 3L), fields.stream().map(f -> f.jump().getFirst()).toList());
  }

  @Test
  void theReceptiveFieldExampleIsReproduced() {
    List<ReceptiveField> fields = assertSizes(Shape.of(1, 5, 5),
        x -> x.conv(1, 3, c -> c.padding(1).stride(2)).conv(1, 3, c -> c.padding(1).stride(2)), 3, 7);
    assertEquals(List.of(2L, 4L), fields.stream().map(f -> f.jump().getFirst()).toList());
    assertEquals(List.of(0.5, 0.5), fields.stream().map(f -> f.start().getFirst()).toList());
  }

  @Test
  void fieldsJoinAsHullsAndDenseLayersSeeAll() {
    Summary joined = Model.define("joined", Shape.of(2, 9, 9), x -> x.conv(2, 3, c -> c.padding(1)).plus(x)).summary();
    assertEquals(List.of(3L, 3L), joined.row("add1").receptiveField().size());
    ReceptiveField all = Nets.define("convnet-mnist").summary().row("dense2").receptiveField();
    assertTrue(all.isWhole());
    assertEquals(List.of(28L, 28L), all.size());
  }

  private static List<ReceptiveField> assertSizes(Shape input, Network body, long... sizes) {
    Summary summary = Model.define("chain", input, body).summary();
    List<ReceptiveField> fields = summary.rows().stream().map(Summary.Row::receptiveField).toList();
    for (int i = 0; i < sizes.length; i++) {
      long size = sizes[i];
      assertTrue(fields.get(i).size().stream().allMatch(s -> s == size), fields.get(i) + ", not " + size);
    }
    return fields;
  }

  @Test
  void outputSizesAreReproduced() {
    assertEquals(Shape.of(1, 3, 3), only(Shape.of(1, 5, 5), x -> x.conv(1, 3, c -> c.stride(2).padding(1))).output());
    assertEquals(Shape.of(1, 3, 3), only(Shape.of(1, 6, 6), x -> x.conv(1, 3, c -> c.stride(2).padding(1))).output());
    Summary two = Model.define("two", Shape.of(3, 32, 32), x -> x.conv(10, 5).conv(10, 5)).summary();
    assertEquals(List.of(Shape.of(10, 28, 28), Shape.of(10, 24, 24)), two.rows().stream().map(Summary.Row::output).toList());
    assertEquals(Shape.of(16, 4, 4), only(Shape.of(16, 6, 6), x -> x.conv(16, 3, c -> c.groups(16))).output());
  }
}
