package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.Initializer;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookupsTest {
  @Test
  void embeddingHoldsItsVectorsAsChannels() {
    Model model = Model.define("words", Shape.of(3), x -> x.embedding(5, 2));
    var values = new LinkedHashMap<>(model.parameters());
    values.put("embedding1.weight", NdArray.of(Shape.of(5, 2), 0f, 1f, 10f, 11f, 20f, 21f, 30f, 31f, 40f, 41f));
    assertEquals(Shape.of(2, 3), model.outputShape());
    assertArrayEquals(new float[] {40, 0, 10, 41, 1, 11}, model.withParameters(values).compile().predict(new float[] {4, 0, 1}));
    assertEquals(10, model.summary().parameters());
  }

  @Test
  void oneHotOutOfRangeIsZero() {
    Model model = Model.define("letters", Shape.of(2), x -> x.oneHot(3));
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0}, model.compile().predict(new float[] {2, 7}));
  }

  @Test
  void gatherUnpoolAndSample() {
    Model gather = Model.define("gather", Shape.of(4), x -> x.gather(0, x));
    assertArrayEquals(new float[] {0, 1, 2, 3}, gather.compile().predict(new float[] {2, 3, 0, 1}));
    Model unpool = Model.define("unpool", Shape.of(1, 2), x -> x.maxUnpool(x, 4));
    assertArrayEquals(new float[] {0, 1, 0, 3}, unpool.compile().predict(new float[] {1, 3}));
    Model sample = Model.define("sample", Shape.of(1, 1, 2), x -> x.gridSample(x.reshape(1, 1, 2)));
    assertEquals(Shape.of(1, 1, 1), sample.outputShape());
    assertEquals("depends on data", sample.summary().rows().getLast().receptiveField().toString());
  }

  @Test
  void unpoolingPutsMaximaBack() {
    Model model = Model.define("unpool", Shape.of(1, 2, 4), x -> x.maxPool(2).maxUnpool(x.maxPoolPositions(2), 2, 4));
    assertArrayEquals(new float[] {0, 7, 0, 0, 0, 0, 5, 0}, model.compile().predict(new float[] {1, 7, 2, 3, 4, 6, 5, 3}));
  }

  @Test
  void positionsAlongADimension() {
    Model largest = Model.define("largest", Shape.of(2, 3), x -> x.argMax(-1));
    assertArrayEquals(new float[] {1, 0}, largest.compile().predict(new float[] {1, 5, 5, 3, 2, 1}));
    Model smallest = Model.define("smallest", Shape.of(2, 3), x -> x.argMin(0));
    assertArrayEquals(new float[] {0, 1, 1}, smallest.compile().predict(new float[] {1, 5, 5, 3, 2, 1}));
    assertCode("reduce/axis", x -> x.argMax(1));
  }

  @Test
  void deformableConvolutionStartsAsAPlainOne() {
    Model plain = Model.define("plain", Shape.of(2, 6, 5), x -> x.conv(3, 3, c -> c.padding(1)));
    Model deformable = Model.define("deformable", Shape.of(2, 6, 5), x -> x.deformableConv(3, 3, d -> d.padding(1).modulated(false)));
    Model modulated = Model.define("modulated", Shape.of(2, 6, 5), x -> x.deformableConv(3, 3, d -> d.padding(1)));
    float[] image = new float[60];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(i);
    }
    float[] expected = plain.compile().predict(image);
    assertArrayEquals(expected, with(deformable, plain).compile().predict(image), 1e-5f);
    float[] halved = with(modulated, plain).compile().predict(image);
    NdArray bias = plain.parameters().get("conv1.bias");
    for (int i = 0; i < expected.length; i++) {
      float b = bias.floats()[i / 30];
      assertEquals((expected[i] - b) / 2 + b, halved[i], 1e-5f);
    }
    assertEquals(3 * 18 + 3 + 18 * 18 + 18 + 9 * 18 + 9, modulated.summary().parameters());
    int outputs = (3 + 18 + 9) * 30;
    assertEquals((18 + 1) * outputs, modulated.summary().operations());
    assertEquals(18 * outputs, modulated.summary().multiplications());
    ReceptiveField field = modulated.summary().rows().getFirst().receptiveField();
    assertTrue(field.dependsOnData());
    assertFalse(field.isWhole());
    assertTrue(modulated.summary().toString().contains("depends on data"));
  }

  /// Branches written outside give what the layer's own give.
  @Test
  void deformableConvolutionTakesGivenOffsets() {
    Shape input = Shape.of(2, 6, 5);
    Model own = Model.define("own", input, x -> x.deformableConv(3, 3, d -> d.padding(1))).withInitializer(Initializer.gaussian(0.3), 5);
    Model given = Model.define("given", input, x -> x.deformableConv(3, 3, x.conv(18, 3, c -> c.padding(1).name("offset")),
        x.conv(9, 3, c -> c.padding(1).name("mask")).sigmoid(), d -> d.padding(1)));
    Model ownOffsets = Model.define("own", input, x -> x.deformableConv(3, 3, d -> d.padding(1).modulated(false)))
        .withInitializer(Initializer.gaussian(0.3), 5);
    Model givenOffsets = Model.define("given", input, x -> x.deformableConv(3, 3, x.conv(18, 3, c -> c.padding(1).name("offset")),
        d -> d.padding(1)));
    float[] image = LayerRun.array(input, 3).cast(DType.F32).floats();
    assertArrayEquals(own.compile().predict(image), outside(given, own).compile().predict(image), 1e-6f);
    assertArrayEquals(ownOffsets.compile().predict(image), outside(givenOffsets, ownOffsets).compile().predict(image), 1e-6f);
    assertCode("deformable_convolution/offset", x -> x.reshape(1, 2, 2).deformableConv(1, 1, x.reshape(1, 2, 2), d -> { }));
    assertCode("deformable_conv/foreign", x -> x.reshape(1, 2, 2).deformableConv(1, 1, foreign(), d -> { }));
  }

  /// The branches of the layer lie outside.
  private static Model outside(Model model, Model values) {
    var parameters = new LinkedHashMap<String, NdArray>();
    values.parameters().forEach((name, value) -> parameters.put(
        name.matches(".*\\.(offset|mask)\\..*") ? name.substring(name.indexOf('.') + 1) : name, value));
    return model.withParameters(parameters);
  }

  private static Tensor foreign() {
    var leaked = new Tensor[1];
    Model.define("other", Shape.of(2, 2, 2), x -> leaked[0] = x.relu());
    return leaked[0];
  }

  private static Model with(Model model, Model values) {
    var parameters = new LinkedHashMap<>(model.parameters());
    parameters.put("deformableConv1.weight", values.parameters().get("conv1.weight"));
    parameters.put("deformableConv1.bias", values.parameters().get("conv1.bias"));
    return model.withParameters(parameters);
  }

  @Test
  void mistakes() {
    assertCode("embedding/vocabulary", x -> x.embedding(0, 2));
    assertCode("one_hot/depth", x -> x.oneHot(0));
    assertCode("deformable_conv/groups", x -> x.reshape(2, 2).deformableConv(3, 1, d -> d.offsetGroups(3)));
    assertCode("max_unpool/rank", x -> x.maxUnpool(x, 2, 2));
    assertCode("grid_sample/rank", x -> x.gridSample(x));
  }

  private static void assertCode(String code, Network network) {
    assertEquals(code, assertThrows(UserError.class, () -> Model.define("net", Shape.of(4), network)).code());
  }

  /// The field of a join with what depends on the data depends on the data; what sees all sees all.
  @Test
  void joins() {
    ReceptiveField data = Fields.ofData();
    ReceptiveField one = Fields.ofInput(2);
    assertEquals(data, Fields.join(one, data));
    assertEquals(data, Fields.join(data, one));
    assertTrue(Fields.join(data, Fields.whole(Shape.of(3, 3))).isWhole());
    assertEquals(data, Fields.window(data, List.of(3, 3), List.of(1, 1), List.of(0, 0), List.of(1, 1)));
  }
}
