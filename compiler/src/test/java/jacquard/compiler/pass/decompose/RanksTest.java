package jacquard.compiler.pass.decompose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.LayerWork;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RanksTest {
  private static final LayerCost COST = new LayerCost(LayerCost.USUAL_BALANCE);
  private static final int POSITIONS = 28 * 28;

  /// Layers of 3x3 kernels; of those with `rank` channels between `3x1` and `1x3`, if that is not 0.
  private static LayerWeights layer(int channels, int rank, Random random) {
    NdArray w = NdArray.zeros(TensorType.f32(channels, channels, 3, 3));
    var first = new double[Math.max(1, rank)][channels * 3];
    var second = new double[channels * 3][Math.max(1, rank)];
    for (double[][] factor : List.of(first, second)) {
      for (double[] row : factor) {
        Arrays.setAll(row, i -> random.nextGaussian());
      }
    }
    for (int i = 0; i < w.size(); i++) {
      int s = i % 3;
      int r = i / 3 % 3;
      int in = i / 9 % channels;
      int out = i / 9 / channels;
      double sum = rank == 0 ? random.nextGaussian() : 0;
      for (int k = 0; k < rank; k++) {
        sum += first[k][in * 3 + r] * second[out * 3 + s][k];
      }
      w.set(i, sum);
    }
    var work = new LayerWork(1, channels, channels, List.of(3, 3), POSITIONS, POSITIONS);
    return new LayerWeights("layer", w, work, new Weights(w, 1), split -> POSITIONS);
  }

  private static List<LayerWeights> layers() {
    var random = new Random(5);
    var layers = new ArrayList<LayerWeights>();
    for (int channels : new int[] {16, 64, 32, 96}) {
      layers.add(layer(channels, 0, random));
      layers.add(layer(channels, 3, random));
    }
    return layers;
  }

  /// In any order, with memory that others have used.
  @Test
  void layersTogetherHaveTheRanksOfEachAlone() {
    List<LayerWeights> layers = layers();
    List<Ranks> together = Ranks.of(layers, COST);
    for (int i = 0; i < layers.size(); i++) {
      Ranks alone = Ranks.of(List.of(layers.get(i)), COST).getFirst();
      assertEquals(alone.splits(), together.get(i).splits());
      assertArrayEquals(alone.useful(), together.get(i).useful());
      assertArrayEquals(alone.probed(), together.get(i).probed());
    }
  }

  @Test
  void onlyPlantedRanksAreUseful() {
    List<LayerWeights> layers = layers();
    List<Ranks> ranks = Ranks.of(layers, COST);
    var separable = new Split(false, List.of(true, false));
    for (int i = 0; i < layers.size(); i++) {
      Ranks found = ranks.get(i);
      int at = found.splits().indexOf(separable);
      assertTrue(found.useful()[at] >= 3, "such a split pays");
      assertEquals(i % 2 == 1, found.probed()[at] <= found.useful()[at]);
      assertEquals(i % 2 == 1 ? 3 : found.useful()[at] + 4, found.probed()[at]);
    }
  }

  @Test
  void whatIsKnownAheadDecidesAsTheLayerByItself() {
    List<LayerWeights> layers = layers();
    Decisions known = Decisions.EXACT.knowing(layers.subList(0, 5));
    for (LayerWeights layer : layers) {
      Optional<Option> byItself = Decisions.EXACT.decide(layer).map(Factored::option);
      assertEquals(byItself, known.decide(layer).map(Factored::option));
    }
  }

  @Test
  void itCanBeInterrupted() {
    List<LayerWeights> layers = layers();
    Thread.currentThread().interrupt();
    assertThrows(Interrupted.class, () -> Ranks.of(layers, COST));
    assertTrue(Thread.interrupted(), "which is kept");
  }
}
