package jacquard.api.train;

import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Prediction;
import jacquard.ir.NdArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Rows of outputs as probabilities of classes.
public final class Probabilities {
  private Probabilities() {}

  /// Those of row `row` of `outputs`, `[N, classes]`, of the network `structure`.
  public static double[] of(NetworkDefinition structure, NdArray outputs, int row) {
    int classes = outputs.shape().extent(1);
    double[] values = IntStream.range(row * classes, (row + 1) * classes).mapToDouble(outputs::get).toArray();
    return switch (Ranking.meaning(structure)) {
      case PROBABILITIES -> values;
      case LOGITS -> Prediction.softmax(values);
      case DISTANCES -> Prediction.softmax(Arrays.stream(values).map(v -> -v).toArray());
    };
  }
}
