package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Normalisations as layers: names, parameters, counts, receptive fields, mistakes.
final class NormalizationLayerTest {
  private static final Shape MAPS = Shape.of(4, 3, 5);
  private static final long ELEMENTS = MAPS.size();

  private static Summary.Row row(Network network) {
    return Model.define("norm", MAPS, network).summary().rows().getFirst();
  }

  @Test
  void oneOperationPerElementAndAScaleAndShift() {
    assertEquals(2 * ELEMENTS, row(x -> x.layerNorm()).parameters());
    assertEquals(2 * 5, row(x -> x.layerNorm(1)).parameters());
    assertEquals(8, row(x -> x.groupNorm(2)).parameters());
    assertEquals(8, row(x -> x.instanceNorm()).parameters());
    assertEquals(0, row(x -> x.instanceNorm(n -> n.affine(false))).parameters());
    assertEquals(0, row(x -> x.localResponseNorm(5)).parameters());
    List<Network> all = List.of(x -> x.layerNorm(), x -> x.groupNorm(2), x -> x.instanceNorm(), x -> x.localResponseNorm(5));
    all.forEach(network -> assertEquals(ELEMENTS, row(network).operations()));
  }

  @Test
  void parametersAreNamedAfterTheirLayer() {
    Model model = Model.define("named", MAPS, x -> x.groupNorm(2, n -> n.name("norm").epsilon(1e-3)).prelu().layerNorm(1));
    assertEquals(List.of("norm.scale", "norm.shift", "prelu1.slope", "layerNorm1.scale", "layerNorm1.shift"),
        List.copyOf(model.parameters().keySet()));
    assertEquals(Shape.of(4), model.parameters().get("prelu1.slope").shape());
  }

  @Test
  void anExampleComesOutWithMeanZeroAndVarianceOne() {
    float[] x = new float[Math.toIntExact(ELEMENTS)];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * i % 17;
    }
    float[] y = Model.define("norm", MAPS, t -> t.layerNorm()).compile().predict(x);
    double sum = 0;
    double squares = 0;
    for (float v : y) {
      sum += v;
      squares += v * v;
    }
    assertEquals(0, sum / y.length, 1e-5);
    assertEquals(1, squares / y.length, 1e-4);
  }

  @Test
  void mistakesSayWhatDoesNotDivide() {
    assertEquals("group_norm/groups", code(x -> x.groupNorm(3)));
    assertEquals("layer_norm/dimensions", code(x -> x.layerNorm(4)));
    assertEquals("instance_norm/rank", code(x -> x.flatten().instanceNorm()));
    assertEquals("local_response_norm/size", code(x -> x.localResponseNorm(0)));
    assertEquals("maxout/pieces", code(x -> x.maxout(3)));
    assertEquals("glu/halves", code(x -> x.glu().glu().glu()));
    assertEquals("clip/bounds", code(x -> x.clip(1, 1)));
    assertEquals("celu/alpha", code(x -> x.celu(0)));
    assertEquals("softmax/axis", code(x -> x.softmax(3)));
  }

  private static String code(Network network) {
    return assertThrows(UserError.class, () -> Model.define("wrong", MAPS, network)).code();
  }

  @Test
  void everyFunctionOfATensorCompilesAndKeepsItsShape() {
    List<Network> functions = List.of(
        x -> x.relu6().hardTanh().hardSigmoid().hardSwish().clip(-1, 2), x -> x.celu(0.5).selu().gelu().geluTanh(),
        x -> x.silu().mish().softsign().logSigmoid().scaledTanh().scaledTanh(1, 2), x -> x.sin().cos().erf().expm1().prelu(),
        x -> x.abs().plus(1).log1p().rsqrt(), x -> x.times(3).floor().sign(), x -> x.softmax(-1).logSoftmax(1));
    for (Network network : functions) {
      Model model = Model.define("functions", MAPS, network);
      assertEquals(MAPS, model.outputShape());
      for (float v : model.compile().predict(new float[Math.toIntExact(ELEMENTS)])) {
        assertTrue(Float.isFinite(v));
      }
    }
    assertEquals(Shape.of(1, 3, 5), Model.define("fewer", MAPS, x -> x.glu().maxout(2)).outputShape());
    assertEquals(Shape.of(4), Model.define("reduced", MAPS,
        x -> x.min(1).product(1).plus(x.logSumExp(1, 2)).plus(x.variance(-1, -2))).outputShape());
  }
}
