package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.report.ConfusionMatrix;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ConfusionMatrixTest {
  private static final ConfusionMatrix MATRIX = ConfusionMatrix.of(3, new int[] {0, 0, 0, 0, 1, 1, 2}, new int[] {0, 0, 0, 1, 1, 0, -1});

  @Test
  void countsRowsByLabelAndColumnsByPrediction() {
    assertEquals(List.of(3L, 1L, 0L, 1L, 1L, 0L, 0L, 0L, 0L), MATRIX.counts());
    assertEquals(1, MATRIX.undecided());
    assertEquals(7, MATRIX.examples());
    assertEquals(3 / 7.0, MATRIX.error());
    assertEquals(0.75, MATRIX.recall(0));
    assertEquals(0.75, MATRIX.precision(0));
    assertEquals(0.5, MATRIX.precision(1));
    assertTrue(Double.isNaN(MATRIX.recall(2)));
  }

  @Test
  void printsATable() {
    assertEquals("""
        label        cat    dog   bird  recall %
        cat            3      1      .      75.0
        dog            1      1      .      50.0
        bird           .      .      .         -
        precision   75.0   50.0      -
        """, MATRIX.table(List.of("cat", "dog", "bird")));
    assertTrue(MATRIX.toString().startsWith("label"), MATRIX::toString);
  }

  @Test
  void aMatrixIsSquare() {
    assertEquals("metrics/confusion", assertThrows(UserError.class, () -> new ConfusionMatrix(2, List.of(1L), 0)).code());
  }

  /// Nothing measured is no number, and what does not go together no matrix.
  @Test
  void withoutLabelsThereIsNoFigure() {
    ConfusionMatrix none = ConfusionMatrix.of(2, new int[0], new int[0]);
    assertTrue(Double.isNaN(none.error()) && Double.isNaN(none.precision(0)) && Double.isNaN(none.recall(1)));
    assertEquals("""
        label          0      1  recall %
        0              .      .         -
        1              .      .         -
        precision      -      -
        """, none.toString());
    NdArray outputs = NdArray.zeros(TensorType.f32(2, 3));
    for (Executable mistake : List.<Executable>of(() -> Metrics.errorRate(outputs), () -> Metrics.topError(1, outputs),
        () -> Metrics.errorRate(outputs, 0, 1, 2), () -> Metrics.errorRate(NdArray.zeros(TensorType.f32(2)), 0, 1),
        () -> ConfusionMatrix.of(2, new int[2], new int[1]))) {
      assertEquals("metrics/labels", assertThrows(UserError.class, mistake).code());
    }
    for (Executable mistake : List.<Executable>of(() -> ConfusionMatrix.of(2, new int[] {2}, new int[1]), () -> MATRIX.count(3, 0),
        () -> MATRIX.recall(-1), () -> MATRIX.precision(3), () -> MATRIX.table(List.of("a")),
        () -> ConfusionMatrix.of(Integer.MAX_VALUE, new int[0], new int[0]), () -> ConfusionMatrix.of(0, new int[1], new int[1]))) {
      assertEquals("metrics/confusion", assertThrows(UserError.class, mistake).code());
    }
  }

  @Test
  void topErrorCountsTheLabelsPlace() {
    NdArray outputs = NdArray.of(Shape.of(4, 3), 3.0, 2, 1, 1, 2, 3, 2, 2, 2, Double.NaN, 2, 1);
    int[] labels = {0, 0, 1, 1};
    // Places: 0; 2; 1, since of equal outputs the first comes first; 1, since NaN comes before.
    assertEquals(0.75, Metrics.topError(1, outputs, labels));
    assertEquals(0.25, Metrics.topError(2, outputs, labels));
    assertEquals(0, Metrics.topError(3, outputs, labels));
    assertEquals("metrics/top", assertThrows(UserError.class, () -> Metrics.topError(4, outputs, labels)).code());
  }
}
