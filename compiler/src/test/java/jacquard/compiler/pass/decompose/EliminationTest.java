package jacquard.compiler.pass.decompose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.LayerWork;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is done fast in looking for ranks gives what the plain way gives.
class EliminationTest {
  /// The magnitudes of all pivots that exceed `zero`, column by column.
  private static List<Double> plain(double[][] a, double zero) {
    var pivots = new ArrayList<Double>();
    for (int column = 0; column < a.length; column++) {
      int count = pivots.size();
      int best = count;
      for (int i = count + 1; i < a.length; i++) {
        best = Math.abs(a[i][column]) > Math.abs(a[best][column]) ? i : best;
      }
      if (Math.abs(a[best][column]) <= zero) {
        continue;
      }
      double[] pivot = a[best];
      a[best] = a[count];
      a[count] = pivot;
      pivots.add(Math.abs(pivot[column]));
      for (int i = count + 1; i < a.length; i++) {
        double factor = a[i][column] / pivot[column];
        for (int j = column; j < a.length; j++) {
          a[i][j] -= factor * pivot[j];
        }
      }
    }
    return pivots;
  }

  private static double[][] matrix(int size, int rank, Random random) {
    double[][] left = new double[size][rank];
    double[][] right = new double[rank][size];
    for (double[] row : left) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    for (double[] row : right) {
      Arrays.setAll(row, i -> (float) random.nextGaussian());
    }
    var product = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < rank; k++) {
          product[i][j] += left[i][k] * right[k][j];
        }
        product[i][j] = (float) product[i][j];
      }
    }
    return product;
  }

  private static double[][] copy(double[][] a) {
    return Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
  }

  /// A bound that is the very size of a pivot tells each bit of it.
  @Test
  void panelsCountThePivotsOfPlainElimination() {
    var random = new Random(11);
    for (int size : new int[] {1, 2, 15, 16, 17, 33, 64, 150, 291}) {
      for (int rank : new int[] {1, (size + 2) / 3, size}) {
        double[][] a = matrix(size, rank, random);
        if (size > 2) {
          for (double[] row : a) {
            row[size / 2] = 0; // a column without a pivot
          }
        }
        List<Double> pivots = plain(copy(a), 0);
        for (double zero : new double[] {0, 1e-4, pivots.getFirst(), pivots.get(pivots.size() / 2), pivots.getLast()}) {
          assertEquals(plain(copy(a), zero).size(), Elimination.pivots(copy(a), zero), size + " " + rank + " " + zero);
        }
      }
    }
  }

  @Test
  void theHighestRankThatPaysIsTheOneOfTryingAll() {
    var random = new Random(3);
    var cost = new LayerCost(LayerCost.USUAL_BALANCE);
    for (int i = 0; i < 400; i++) {
      int[] channels = {1, 2, 3, 4, 6, 8, 9, 12, 16, 24, 33, 64, 96, 128, 192};
      int groups = random.nextInt(3) > 0 ? 1 : channels[random.nextInt(8)];
      int ins = channels[random.nextInt(channels.length)] * groups;
      int outs = channels[random.nextInt(channels.length)] * groups;
      List<Integer> kernel = List.of(List.<Integer>of(), List.of(5), List.of(3, 3), List.of(1, 7), List.of(7, 7), List.of(3, 3, 3))
          .get(random.nextInt(6));
      long positions = 1L << random.nextInt(14);
      var work = new LayerWork(groups, ins, outs, kernel, positions, positions);
      var weights = new Weights(NdArray.zeros(TensorType.f64(1, 1)), groups);
      var layer = new LayerWeights("", "", work, weights, split -> positions);
      for (Split split : Split.of(work)) {
        int highest = Math.min(split.fullRank(work) - 1, Spectrum.affordable(work));
        while (highest > 0 && !layer.pays(split, highest, cost)) {
          highest--;
        }
        assertEquals(Math.max(0, highest), layer.usefulRank(split, cost), work + " " + split);
      }
    }
  }
}
