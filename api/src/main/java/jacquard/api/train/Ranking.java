package jacquard.api.train;

import jacquard.api.network.NetworkDefinition;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.shape.View;

/// Which class a row of outputs `[N, classes]` speaks for: the largest output's, or the smallest's where outputs are distances.
public enum Ranking {
  LARGEST(1), SMALLEST(-1);

  private final int sign;

  Ranking(int sign) {
    this.sign = sign;
  }

  /// Distances to codes are what an `Tensor#rbf(int)` layer at the end of a network gives.
  static Ranking of(NetworkDefinition structure) {
    return meaning(structure) == ClassTally.Meaning.DISTANCES ? SMALLEST : LARGEST;
  }

  /// By the last layer that does more than move elements. Logarithms of probabilities are logits too.
  static ClassTally.Meaning meaning(NetworkDefinition structure) {
    Node node = structure.forward().outputs().values().iterator().next();
    if (node.op() instanceof RbfDistance) {
      return ClassTally.Meaning.DISTANCES;
    }
    while (node.op() instanceof View) {
      node = node.input(0);
    }
    return node.op() instanceof Softmax ? ClassTally.Meaning.PROBABILITIES : ClassTally.Meaning.LOGITS;
  }

  /// The class of row `row`, the first of equal ones; -1 where an output is NaN.
  public int first(NdArray outputs, int row) {
    int classes = outputs.shape().extent(1);
    return first(outputs, row * classes, classes);
  }

  /// The best of `count` values from `from` on, counted from there.
  public int first(NdArray values, int from, int count) {
    int best = 0;
    for (int c = 0; c < count; c++) {
      double value = values.get(from + c);
      if (Double.isNaN(value)) {
        return -1;
      }
      if (sign * value > sign * values.get(from + best)) {
        best = c;
      }
    }
    return best;
  }

  /// How many classes of row `row` come before `label`: the better ones, and equal ones with smaller numbers. A NaN counts as better.
  public int place(NdArray outputs, int row, int label) {
    int classes = outputs.shape().extent(1);
    int from = row * classes;
    double own = sign * outputs.get(from + label);
    int before = 0;
    for (int c = 0; c < classes; c++) {
      double value = sign * outputs.get(from + c);
      boolean worse = value < own || value == own && c >= label;
      before += worse ? 0 : 1;
    }
    return before;
  }
}
