package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

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
