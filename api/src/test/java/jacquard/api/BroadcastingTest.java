package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What spares a network its reshapes: dense layers over the last dimension, reductions that keep dimensions, numbers per channel; and
/// decisions per example.
final class BroadcastingTest {
  @Test
  void aDenseLayerWorksAtEachPlace() {
    Model model = Model.define("places", Shape.of(2, 3), x -> x.dense(2, d -> d.lastDimension())).withParameters(Map.of(
        "dense1.weight", NdArray.of(Shape.of(2, 3), 1f, 0, 0, 0, 1, 1), "dense1.bias", NdArray.of(Shape.of(2), 10f, 20)));
    assertArrayEquals(new float[] {11, 25, 14, 31}, model.compile().predict(new float[] {1, 2, 3, 4, 5, 6}));
    assertEquals(8, model.summary().parameters());
    assertEquals(2 * 8, model.summary().operations());
  }

  @Test
  void reducedDimensionsMayStay() {
    Model model = Model.define("centred", Shape.of(2, 2), x -> {
      Tensor mean = x.mean(r -> r.dims(-1).keepDims());
      assertEquals(Shape.of(2, 1), mean.shape());
      Tensor largest = x.max(r -> r.keepDims());
      assertEquals(Shape.of(1, 1), largest.shape());
      return x.minus(mean).div(largest);
    });
    assertArrayEquals(new float[] {-0.125f, 0.125f, -0.375f, 0.375f}, model.compile().predict(new float[] {1, 3, 2, 8}));
  }

  /// `C` and `W` are equal, so that only the rule says which of them a vector meets.
  @Test
  void aVectorMeetsTheChannels() {
    Model model = Model.define("channels", Shape.of(2, 2, 2), x -> x.plus(x.max(1, 2)).times(x.constant(NdArray.of(Shape.of(2), 1f, 10))));
    assertArrayEquals(new float[] {5, 6, 7, 8, 100, 90, 80, 70}, model.compile().predict(new float[] {1, 2, 3, 4, 5, 4, 3, 2}), 0);
    Model swapped = Model.define("swapped", Shape.of(2, 2, 2), x -> x.max(1, 2).plus(x));
    assertArrayEquals(new float[] {5, 6, 7, 8, 10, 9, 8, 7}, swapped.compile().predict(new float[] {1, 2, 3, 4, 5, 4, 3, 2}), 0);
  }

  /// In training the loss, a mean of what is left of ones, counts the examples that were kept: each whole, each twice as large.
  @Test
  void stochasticDepthDropsWholeExamples() {
    Model model = Model.define("depth", Shape.of(3, 4), x -> {
      Tensor y = x.stochasticDepth(0.5);
      return Tensor.concat(y.mean().reshape(1), y.max().minus(y.min()).reshape(1));
    });
    assertArrayEquals(new float[] {1, 0}, model.compile().predict(ones(1)));
    DataSet data = DataSet.ofTargets(Shape.of(3, 4), ones(64), Shape.of(2), new float[2 * 64]);
    Loss spread = Loss.of((y, target) -> y.slice(0, 1, 2));
    assertEquals(0, loss(model, data, spread));
    double kept = loss(model, data, Loss.of((y, target) -> y.slice(0, 0, 1))) / 2 * 64;
    assertEquals(Math.rint(kept), kept, 1e-4);
    assertTrue(kept > 15 && kept < 49, "kept " + kept);
  }

  private static double loss(Model model, DataSet data, Loss loss) {
    return model.trainer(t -> t.loss(loss).optimizer(Optimizer.sgd(0.1)).batch(64).epochs(1).standardize(false)).fit(data)
        .lastEpoch().loss();
  }

  private static float[] ones(int examples) {
    var ones = new float[examples * 12];
    Arrays.fill(ones, 1);
    return ones;
  }
}
