package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Classification;
import jacquard.api.report.DeadUnits;
import jacquard.api.report.Detail;
import jacquard.api.report.Mistake;
import jacquard.api.report.Regression;
import jacquard.api.report.Score;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Precision to R², against scikit-learn 1.9 on the same numbers.
final class MeasuresTest {
  private static final int EXAMPLES = 60;
  private static final int CLASSES = 4;
  private static final double EPSILON = 1e-12;

  private static double logit(int i, int c) {
    return 2 * StrictMath.sin(7 * i + 3 * c);
  }

  /// `(i²) mod 4`, and for every fifth the largest logit's class.
  private static int[] labels() {
    var labels = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        best = logit(i, c) > logit(i, best) ? c : best;
      }
      labels[i] = i % 5 == 0 ? best : i * i % CLASSES;
    }
    return labels;
  }

  private static NdArray logits() {
    var logits = new double[EXAMPLES * CLASSES];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = logit(k / CLASSES, k % CLASSES);
    }
    return NdArray.of(Shape.of(EXAMPLES, CLASSES), logits);
  }

  @Test
  void classesAreMeasuredAsElsewhere() {
    Classification found = Metrics.classification(logits(), labels());
    assertEquals(List.of(26L, 28L, 3L, 3L), found.perClass().stream().map(Classification.PerClass::examples).toList());
    assertClose(found.perClass().stream().map(Classification.PerClass::precision).toList(),
        0.57142857142857142, 0.625, 0.1875, 0.21428571428571427);
    assertClose(found.perClass().stream().map(Classification.PerClass::recall).toList(), 8 / 26.0, 10 / 28.0, 1, 1);
    assertClose(found.perClass().stream().map(Classification.PerClass::f1).toList(), 0.4, 0.45454545454545453, 0.31578947368421051,
        0.35294117647058826);
    assertClose(found.areas().stream().map(OptionalDouble::orElseThrow).toList(), 0.5441176470588235, 0.5680803571428572,
        0.8713450292397661, 0.8362573099415205);
    assertClose(List.of(found.precision().macro(), found.recall().macro(), found.f1().macro()), 0.3995535714285714, 0.6662087912087913,
        0.38081902617506336);
    assertClose(List.of(found.precision().weighted(), found.recall().weighted(), found.f1().weighted()), 0.559375, 0.4,
        0.4188910779622853);
    assertClose(List.of(found.error(), found.topError(1), found.topError(2), found.topError(3), found.topError(4)), 0.6, 0.6, 25 / 60.0,
        11 / 60.0, 0);
    assertEquals("metrics/top", assertThrows(UserError.class, () -> found.topError(5)).code());
    assertEquals(36, found.mistakes().size());
    Mistake worst = found.mistakes().getFirst();
    assertTrue(found.mistakes().stream().allMatch(m -> m.confidence() <= worst.confidence() && m.label() == labels()[m.example()]));
  }

  private static void assertClose(List<Double> found, double... expected) {
    assertEquals(expected.length, found.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found.get(i), EPSILON, found.toString());
    }
  }

  @Test
  void classesPrintAsATable() {
    DataSet data = DataSet.of(Shape.of(1), new float[] {1, 2, -1, -2}, new int[] {0, 0, 1, 0}, 2).named(List.of("cat", "dog"));
    Model sign = Model.define("sign", Shape.of(1), x -> x.dense(2, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(2, 1), 1f, -1f)));
    assertEquals("""
        class      examples  precision     recall         F1    ROC-AUC
        cat               3     1.0000     0.6667     0.8000     0.6667
        dog               1     0.5000     1.0000     0.6667     0.6667
        macro             4     0.7500     0.8333     0.7333     0.6667
        weighted          4     0.8750     0.7500     0.7667
        """, sign.classification(data).toString());
    assertEquals(List.of(3), sign.classification(data).mistakes().stream().map(Mistake::example).toList());
  }

  /// Differences that the probabilities' rounding to 1 would hide, outputs that are no numbers, classes without examples.
  @Test
  void extremes() {
    NdArray sure = NdArray.of(Shape.of(4, 2), 100.0, 0, 200, 0, 50, 0, 60, 0);
    assertEquals(1, Metrics.classification(sure, 0, 0, 1, 1).perClass(0).rocAuc().orElseThrow());
    assertEquals(0.5, Metrics.classification(NdArray.of(Shape.of(2, 2), 1.0, 1, 1, 1), 0, 1).perClass(0).rocAuc().orElseThrow());
    NdArray broken = NdArray.of(Shape.of(2, 3), Double.NaN, 0, 1, 1, 0, Double.NEGATIVE_INFINITY);
    Classification found = Metrics.classification(broken, 0, 0);
    assertEquals(1, found.confusion().undecided());
    assertEquals(0.5, found.topError(3));
    assertEquals(OptionalDouble.empty(), found.rocAuc());
    assertFalse(found.toString().contains("NaN"), found::toString);
    assertEquals("metrics/labels", assertThrows(UserError.class, () -> Metrics.classification(sure, 0)).code());
  }

  @Test
  void numbersAreMeasuredAsElsewhere() {
    var targets = new double[40];
    var outputs = new double[40];
    for (int i = 0; i < 20; i++) {
      targets[2 * i] = StrictMath.cos(i);
      targets[2 * i + 1] = StrictMath.sin(3 * i) + 5;
      outputs[2 * i] = targets[2 * i] + 0.1 * StrictMath.sin(5 * i);
      outputs[2 * i + 1] = targets[2 * i + 1] + 0.2 * StrictMath.cos(2 * i);
    }
    Regression found = Metrics.regression(NdArray.of(Shape.of(20, 2), outputs), NdArray.of(Shape.of(20, 2), targets));
    assertClose(List.of(found.meanAbsoluteError(), found.rootMeanSquaredError(), found.r2().orElseThrow()), 0.09615820963239391,
        0.11332746981463486, 0.9760408607615753);
    assertEquals("mean absolute error 0.09616, R² 0.976", found.toString());
    NdArray flat = NdArray.of(Shape.of(2), 1.0, 1);
    assertEquals("mean absolute error 0", Metrics.regression(flat, flat).toString());
    assertEquals("metrics/targets", assertThrows(UserError.class, () -> Metrics.regression(flat, NdArray.of(Shape.of(1), 1.0))).code());
  }

  /// Every epoch has the measures that the trained model has, and the counts of units that are zero everywhere.
  @Test
  void epochsAreMeasured() {
    DataSet data = DataSet.of(Shape.of(1), new float[] {1, 2, -1, -2}, new int[] {0, 0, 1, 1}, 2);
    Model model = Model.define("net", Shape.of(1), x -> x.dense(3).relu().dense(2)).withParameters(Map.of(
        "dense1.weight", NdArray.of(Shape.of(3, 1), 1f, -1f, 0f), "dense1.bias", NdArray.of(Shape.of(3), 0f, 0f, -5f)));
    TrainingRun run = model.trainer(t -> t.details(Detail.MEASURES, Detail.DEAD_UNITS).epochs(2).batch(3)).fit(data, data);
    Score test = run.lastEpoch().test().orElseThrow();
    assertEquals(List.of(new DeadUnits("relu1", 1, 3)), test.deadUnits());
    assertEquals(run.model().classification(data), test.classification().orElseThrow());
    assertTrue(test.toString().contains(", F1 "), test::toString);

    DataSet line = DataSet.ofTargets(Shape.of(1), new float[] {0, 1, 2}, Shape.of(1), new float[] {1, 3, 5});
    Model affine = Model.define("line", Shape.of(1), x -> x.dense(1));
    TrainingRun fitted = affine.trainer(t -> t.loss(Loss.meanSquaredError()).details(Detail.MEASURES).epochs(1)).fit(line, line);
    assertEquals(fitted.model().regression(line), fitted.lastEpoch().test().orElseThrow().regression().orElseThrow());
    assertEquals("train/targets", assertThrows(UserError.class, () -> model.regression(line)).code());
    assertEquals("train/labels", assertThrows(UserError.class, () -> affine.classification(line)).code());
  }
}
