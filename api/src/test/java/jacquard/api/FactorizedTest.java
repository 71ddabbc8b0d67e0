package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.Factorization;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Layers replaced by factors of their weights: at full rank the same function, with parameters of their own.
class FactorizedTest {
  private static Model model() {
    return Model.define("small", ModelOptions.of(Shape.of(4, 9, 8)).dtype(DType.F64), x -> x
        .conv(6, 3, c -> c.padding(1).stride(2)).relu().conv(6, 3, c -> c.groups(2).name("grouped")).relu()
        .flatten().dense(5));
  }

  private static NdArray input() {
    var random = new Random(3);
    return NdArray.of(Shape.of(2, 4, 9, 8), random.doubles(2 * 4 * 9 * 8).toArray());
  }

  private static void assertSame(Model whole, Model parts) {
    NdArray expected = whole.compile().predict(input());
    NdArray got = parts.compile().predict(input());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), got.get(i), 1e-10);
    }
  }

  @Test
  void fullRankIsTheSameFunction() {
    Model model = model();
    assertSame(model, model.factorized("conv1", Factorization.lowRank(6)));
    assertSame(model, model.factorized("conv1", Factorization.spatial(12)));
    assertSame(model, model.factorized("conv1", Factorization.depthwise(6)));
    assertSame(model, model.factorized("grouped", Factorization.spatial(9)));
    assertSame(model, model.factorized("dense1", Factorization.lowRank(5)).factorized("conv1", Factorization.lowRank(6)));
  }

  @Test
  void partsAreLayersWithParameters() {
    Model parts = model().factorized("conv1", Factorization.lowRank(2));
    assertEquals(List.of("conv1.a.weight", "conv1.b.weight", "conv1.b.bias", "grouped.weight", "grouped.bias", "dense1.weight",
        "dense1.bias"), List.copyOf(parts.parameters().keySet()));
    assertEquals(Shape.of(2, 4, 3, 3), parts.parameters().get("conv1.a.weight").shape());
    assertEquals(Shape.of(6, 2, 1, 1), parts.parameters().get("conv1.b.weight").shape());
    assertEquals(model().parameters().get("dense1.bias"), parts.parameters().get("dense1.bias"));
  }

  @Test
  void onlyLayersWithWeights() {
    for (var wrong : List.of("relu1", "nothing")) {
      var error = assertThrows(UserError.class, () -> model().factorized(wrong, Factorization.lowRank(2)));
      assertEquals("factorize/layer", error.code());
    }
    assertTrue(assertThrows(UserError.class, () -> model().factorized("dense1", Factorization.spatial(2))).getMessage().contains("dense1"));
    assertThrows(UserError.class, () -> model().factorized("grouped", Factorization.depthwise(2)));
  }
}
