package jacquard.api.data;

import static jacquard.api.data.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.Shape;
import org.junit.jupiter.api.Test;

class StandardizeTest {
  private static DataSet data(float... inputs) {
    return DataSet.of(Shape.of(2), inputs, new int[inputs.length / 2], 1);
  }

  @Test
  void shiftsAndScales() {
    Standardize standardize = Standardize.of(data(1, 3, 5, 7));
    assertEquals(new Standardize(4, Math.sqrt(5)), standardize);
    DataSet test = standardize.standardized(data(4, 9));
    var doubles = new double[3];
    test.copyInput(0, doubles, 1);
    assertArrayEquals(new double[] {0, 0, 5 / Math.sqrt(5)}, doubles);
    var floats = new float[3];
    test.copyInput(0, floats, 1);
    assertArrayEquals(new float[] {0, 0, 5 * (float) (1 / Math.sqrt(5))}, floats);
    assertEquals(0, test.label(0));
    assertEquals(Shape.of(2), test.inputShape());
  }

  @Test
  void leavesEqualInputsUnscaled() {
    assertEquals(new Standardize(3, 1), Standardize.of(data(3, 3)));
  }

  @Test
  void namesInputsItCannotUse() {
    assertEquals("""
        an input is not a finite number                                         [data/not-finite]
          at        StandardizeTest.java:LINE
          got       example 1, element 0 = NaN
          expected  finite inputs
          fix       remove or replace this example""", message(() -> Standardize.of(data(1, 2, Float.NaN, 3))));
    assertEquals("""
        there are no examples to standardise by                                 [data/empty]
          at        StandardizeTest.java:LINE
          got       0 examples of shape [2]
          expected  at least one example""", message(() -> Standardize.of(data())));
  }
}
