package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.nets.Nets;
import jacquard.api.network.Fields;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The counts, sizes and receptive fields that `facts.json` has for single layers and short chains.
final class LectureNotesLayersTest {
  /// What the receptive fields' rows call a chain. Nothing but the windows matters: one channel, no bias.
  private static final Map<String, Network> CHAINS = Map.of(
      "3x3", x -> one(x, 3),
      "3x3, 3x3", x -> one(one(x, 3), 3),
      "3x3, 3x3, 3x3", x -> one(one(one(x, 3), 3), 3),
      "3x3 dilation 2", x -> x.conv(1, 3, c -> c.dilation(2)),
      "kernel 2 stride 2, twice", x -> x.conv(1, 2, c -> c.stride(2)).conv(1, 2, c -> c.stride(2)),
      "kernel 2 stride 2 dilation 2, twice", x -> x.conv(1, 2, c -> c.stride(2).dilation(2)).conv(1, 2, c -> c.stride(2).dilation(2)),
      "1-D kernel 3, dilations 1, 2, 4", x -> one(x, 3).conv(1, 3, c -> c.dilation(2)).conv(1, 3, c -> c.dilation(4)),
      "kernel 3 stride 3 padding 1, then kernel 2 stride 1", x -> x.conv(1, 3, c -> c.stride(3).padding(1)).conv(1, 2));

  @BeforeAll
  static void needsTheSharedFolder() {
    assumeTrue(SharedFiles.present(), "no shared folder at " + SharedFiles.shared().toAbsolutePath());
  }

  private static Tensor one(Tensor x, int kernel) {
    return x.conv(1, kernel, c -> c.bias(false));
  }

  private static Summary summary(Shape input, Network body) {
    return Model.define("chain", input, body).summary();
  }

  @Test
  void everyChainIsKnown() {
    assertEquals(CHAINS.keySet(),
        Facts.list("receptive_fields").stream().map(f -> f.get("chain").getAsString()).collect(Collectors.toSet()));
  }

  @TestFactory
  Stream<DynamicTest> receptiveFields() {
    return Facts.list("receptive_fields").stream().map(f -> {
      String chain = f.get("chain").getAsString();
      Shape input = chain.startsWith("1-D") ? Shape.of(1, 16) : Shape.of(1, 16, 16);
      return DynamicTest.dynamicTest(chain, () -> assertField(f, CHAINS.get(chain), input));
    });
  }

  private static void assertField(JsonObject fact, Network chain, Shape input) {
    Summary summary = summary(input, chain);
    List<ReceptiveField> fields = summary.rows().stream().map(Summary.Row::receptiveField).toList();
    assertEquals(Facts.longs(fact.get("size")), fields.stream().map(f -> only(f.size())).toList());
    if (fact.has("jump")) {
      assertEquals(Facts.longs(fact.get("jump")), fields.stream().map(f -> only(f.jump())).toList());
    }
    if (fact.has("weights_per_channel_pair")) {
      assertEquals(fact.get("weights_per_channel_pair").getAsLong(), summary.parameters());
      int[] instead = Facts.ints(fact.get("instead_of").getAsString());
      Summary large = summary(input, x -> one(x, instead[0]));
      assertEquals(instead[2], large.parameters());
      assertEquals(fields.getLast().size(), large.rows().getFirst().receptiveField().size());
    }
  }

  private static <T> T only(List<T> values) {
    assertEquals(1, Set.copyOf(values).size());
    return values.getFirst();
  }

  @Test
  void theReceptiveFieldExample() {
    List<JsonObject> layers = Facts.list(Facts.all().getAsJsonObject("receptive_field_example"), "layers");
    int n = layers.getFirst().get("n").getAsInt();
    Summary summary = summary(Shape.of(1, n, n), x -> {
      Tensor y = x;
      for (JsonObject l : layers.subList(1, layers.size())) {
        y = y.conv(1, l.get("k").getAsInt(), c -> c.padding(l.get("p").getAsInt()).stride(l.get("s").getAsInt()));
      }
      return y;
    });
    for (int i = 0; i < layers.size(); i++) {
      JsonObject fact = layers.get(i);
      ReceptiveField field = i == 0 ? Fields.ofInput(2) : summary.rows().get(i - 1).receptiveField();
      Shape output = i == 0 ? summary.input() : summary.rows().get(i - 1).output();
      assertEquals(fact.get("n").getAsInt(), output.extent(1));
      assertEquals(fact.get("r").getAsLong(), only(field.size()));
      assertEquals(fact.get("j").getAsLong(), only(field.jump()));
      assertEquals(fact.get("start").getAsDouble(), only(field.start()));
    }
  }

  @Test
  void fieldsJoinAsHullsAndDenseLayersSeeAll() {
    Summary joined = summary(Shape.of(2, 9, 9), x -> x.conv(2, 3, c -> c.padding(1)).plus(x));
    assertEquals(List.of(3L, 3L), joined.row("add1").receptiveField().size());
    ReceptiveField all = Nets.define("convnet-mnist").summary().row("dense2").receptiveField();
    assertTrue(all.isWhole());
    assertEquals(List.of(28L, 28L), all.size());
  }

  /// Each row but the first of a pair is "the same" computed otherwise.
  @Test
  void multiplications() {
    List<JsonObject> facts = Facts.list("multiplications");
    for (int i = 0; i < 4; i += 2) {
      int[] n = Facts.ints(facts.get(i).get("what").getAsString());
      Shape input = Shape.of(n[2], n[3] + n[0] - 1, n[4] + n[1] - 1);
      assertMultiplications(facts.get(i), input, x -> x.conv(n[5], n[0]));
      assertMultiplications(facts.get(i + 1), input, x -> x.separableConv(n[5], n[0]), "depthwise", "pointwise");
    }
    int[] n = Facts.ints(facts.get(4).get("what").getAsString());
    Shape input = Shape.of(1, n[2], n[3]);
    assertMultiplications(facts.get(4), input, x -> x.conv(1, n[0]));
    assertMultiplications(facts.get(5), input, x -> x.spatiallySeparableConv(1, n[0]), "first", "second");
    assertEquals(6, facts.size());
  }

  private static void assertMultiplications(JsonObject fact, Shape input, Network body, String... parts) {
    Summary summary = summary(input, body);
    assertEquals(fact.get("count").getAsLong(), summary.multiplications(), fact::toString);
    if (parts.length > 0) {
      assertEquals(Stream.of(parts).map(p -> fact.get(p).getAsLong()).toList(),
          summary.rows().getFirst().parts().stream().map(Summary.Row::multiplications).toList());
    }
  }

  /// The dense layer of seven billion weights takes no memory.
  @Test
  void parameters() {
    Map<String, long[]> counted = Facts.list("parameters").stream().collect(Collectors.toMap(f -> f.get("what").getAsString(),
        f -> new long[] {f.get("count").getAsLong(), parameters(f.get("what").getAsString())}));
    assertEquals(4, counted.size());
    counted.forEach((what, counts) -> assertEquals(counts[0], counts[1], what));
  }

  private static long parameters(String what) {
    int[] n = Facts.ints(what);
    if (what.startsWith("fully connected")) {
      return summary(Shape.of(n[2], n[0], n[1]), x -> x.flatten().dense(n[3] * n[4] * n[5], d -> d.bias(false))).parameters();
    }
    int filters = what.endsWith("per filter") ? 1 : n[3];
    return summary(Shape.of(n[2], 8, 8), x -> x.conv(filters, n[0], c -> c.bias(false))).parameters();
  }

  @TestFactory
  Stream<DynamicTest> outputSizes() {
    return Facts.list("output_sizes").stream().map(f -> DynamicTest.dynamicTest(f.toString(), () -> {
      if (f.has("i")) {
        assertOutput(f);
      } else {
        assertWhat(f);
      }
    }));
  }

  /// Where a stride leaves input unread, the summary says so.
  private static void assertOutput(JsonObject f) {
    int i = f.get("i").getAsInt();
    Summary.Row row = summary(Shape.of(1, i, i), x -> x.conv(1, f.get("k").getAsInt(),
        c -> c.stride(f.get("s").getAsInt()).padding(f.get("p").getAsInt()))).rows().getFirst();
    int o = f.get("o").getAsInt();
    assertEquals(Shape.of(1, o, o), row.output());
    assertEquals(f.has("note"), !row.notes().isEmpty(), () -> row.notes().toString());
  }

  private static void assertWhat(JsonObject fact) {
    String what = fact.get("what").getAsString();
    int[] n = Facts.ints(what);
    if (what.startsWith("im2col")) {
      Shape input = Shape.of(n[3], n[1], n[2]);
      Summary.Row columns = summary(input, x -> x.unfold(n[5])).rows().getFirst();
      assertEquals(Facts.longs(fact.get("X_col")), columns.output().dims().stream().map(d -> (long) d.count()).toList());
      Summary convolution = summary(input, x -> x.conv(n[4], n[5], c -> c.bias(false)));
      assertEquals(Facts.longs(fact.get("W_row")), List.of((long) n[4], convolution.parameters() / n[4]));
      return;
    }
    Summary summary = what.startsWith("depthwise") ? summary(Shape.of(n[4], n[2], n[3]), x -> x.depthwiseConv(n[0], 1))
        : summary(Shape.of(n[2], n[0], n[1]), x -> x.conv(n[5], n[3]).conv(n[8], n[6]));
    List<String> outputs = fact.getAsJsonArray("outputs").asList().stream().map(o -> o.getAsString()).toList();
    assertEquals(outputs, summary.rows().stream().map(Summary.Row::output)
        .map(o -> "%dx%dx%d".formatted(o.extent(1), o.extent(2), o.extent(0))).toList());
  }
}
