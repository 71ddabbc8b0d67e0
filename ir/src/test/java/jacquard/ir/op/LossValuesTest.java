package jacquard.ir.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.RbfLoss;
import jacquard.ir.op.normalization.LocalResponseNorm;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Losses and normalisations no oracle file covers, against their formulas written out.
final class LossValuesTest {
  private static final double[][] Y = {{0.3, 2.0, 0.7}, {1.5, 0.2, 4.0}};
  private static final int[] LABELS = {2, 0};
  private static final double[] WEIGHTS = {0.5, 2, 3};

  private final GraphBuilder g = new GraphBuilder("values");

  private static Node matrix(GraphBuilder g, double[][] rows) {
    NdArray array = NdArray.zeros(TensorType.f64(rows.length, rows[0].length));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, rows[i / rows[0].length][i % rows[0].length]);
    }
    return g.constant(array);
  }

  private Node labels() {
    NdArray array = NdArray.zeros(new TensorType(DType.I32, Shape.of(LABELS.length)));
    for (int i = 0; i < LABELS.length; i++) {
      array.set(i, LABELS[i]);
    }
    return g.constant(array);
  }

  private Node vector(double... values) {
    return g.constant(NdArray.of(Shape.of(values.length), values));
  }

  private double[] run(Op op, Node... inputs) {
    return Evaluator.run(g.output("y", g.add(op, inputs)).build(), Map.of()).get("y").doubles();
  }

  @Test
  void equationNineOfLenet() {
    double j = 0.9;
    double[] expected = new double[2];
    for (int n = 0; n < 2; n++) {
      double sum = Math.exp(-j);
      for (double y : Y[n]) {
        sum += Math.exp(-y);
      }
      expected[n] = Y[n][LABELS[n]] + Math.log(sum);
    }
    assertArrayEquals(expected, run(new RbfLoss(j, LossReduction.NONE), matrix(g, Y), labels()), 1e-14);
    assertArrayEquals(new double[] {(expected[0] + expected[1]) / 2},
        run(new RbfLoss(j, LossReduction.MEAN), matrix(g, Y), labels()), 1e-14);
    double[][] far = {{5000, 6000, 7000}, {5000, 6000, 7000}};
    assertArrayEquals(new double[] {7000 - j, 5000 - j}, run(new RbfLoss(j, LossReduction.NONE), matrix(g, far), labels()), 1e-9);
  }

  @Test
  void distancesToCodes() {
    double[][] codes = {{1, -1, 1}, {-1, 1, 1}};
    double[] expected = new double[4];
    for (int k = 0; k < 12; k++) {
      double d = Y[k / 6][k % 3] - codes[k / 3 % 2][k % 3];
      expected[k / 3] += d * d;
    }
    assertArrayEquals(expected, run(new RbfDistance(), matrix(g, Y), matrix(g, codes)), 1e-14);
  }

  /// With label smoothing ε, every class of weight w costs `ε/C·w`; the mean divides by the labels' weights.
  @Test
  void weightedCrossEntropy() {
    double epsilon = 0.1;
    double total = 0;
    double weights = 0;
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        double q = (c == LABELS[n] ? 1 - epsilon : 0) + epsilon / 3;
        total -= WEIGHTS[c] * q * logSoftmax(Y[n], c);
      }
      weights += WEIGHTS[LABELS[n]];
    }
    assertEquals(total / weights, run(new CrossEntropy(epsilon, LossReduction.MEAN), matrix(g, Y), labels(), vector(WEIGHTS))[0], 1e-14);
  }

  @Test
  void probabilitiesAsTargets() {
    double[][] p = {{0.2, 0.3, 0.5}, {1, 0, 0}};
    double total = 0;
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        total -= WEIGHTS[c] * p[n][c] * logSoftmax(Y[n], c);
      }
    }
    assertEquals(total / 2, run(new CrossEntropy(0, LossReduction.MEAN), matrix(g, Y), matrix(g, p), vector(WEIGHTS))[0], 1e-14);
  }

  private static double logSoftmax(double[] x, int c) {
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v);
    }
    return x[c] - Math.log(sum);
  }

  @Test
  void positiveExamplesWeighMore() {
    double[][] t = {{0, 1, 0.4}, {1, 0.5, 0}};
    double[] expected = new double[6];
    for (int k = 0; k < 6; k++) {
      double x = Y[k / 3][k % 3];
      double target = t[k / 3][k % 3];
      double sigmoid = 1 / (1 + Math.exp(-x));
      expected[k] = -WEIGHTS[k % 3] * target * Math.log(sigmoid) - (1 - target) * Math.log(1 - sigmoid);
    }
    var op = new BinaryCrossEntropyWithLogits(LossReduction.NONE);
    assertArrayEquals(expected, run(op, matrix(g, Y), matrix(g, t), vector(WEIGHTS)), 1e-14);
  }

  /// Section 3.3 of the AlexNet paper, where α is not divided by the size.
  @Test
  void localResponseAsInThePaper() {
    double[] expected = new double[6];
    for (int k = 0; k < 6; k++) {
      double squares = 0;
      for (int c = Math.max(0, k % 3 - 1); c <= Math.min(2, k % 3 + 1); c++) {
        squares += Y[k / 3][c] * Y[k / 3][c];
      }
      expected[k] = Y[k / 3][k % 3] / Math.pow(2 + 0.3 * squares, 0.75);
    }
    assertArrayEquals(expected, run(new LocalResponseNorm(3, 0.3, 0.75, 2, false), matrix(g, Y)), 1e-14);
  }
}
