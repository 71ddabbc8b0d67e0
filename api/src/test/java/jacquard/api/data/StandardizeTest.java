package jacquard.api.data;

import static jacquard.api.data.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
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

  /// Two images `[2,1,2]`.
  private static final DataSet IMAGES =
      DataSet.of(Shape.of(2, 1, 2), new float[] {1, 3, 10, 10, 5, 7, 10, 30}, new int[2], 1);

  private static double[] input(DataSet data) {
    var doubles = new double[4];
    data.copyInput(0, doubles, 0);
    var floats = new float[4];
    data.copyInput(0, floats, 0);
    for (int i = 0; i < 4; i++) {
      assertEquals(doubles[i], floats[i], 1e-6);
    }
    return doubles;
  }

  @Test
  void channelsHaveMeansAndDeviationsOfTheirOwn() {
    Standardize standardize = Standardize.perChannel(IMAGES);
    assertEquals(NdArray.of(Shape.of(2, 1, 1), 4.0, 15.0), standardize.mean());
    assertEquals(NdArray.of(Shape.of(2, 1, 1), Math.sqrt(5), Math.sqrt(75)), standardize.deviation());
    assertArrayEquals(new double[] {-3 / Math.sqrt(5), -1 / Math.sqrt(5), -5 / Math.sqrt(75), -5 / Math.sqrt(75)},
        input(standardize.standardized(IMAGES)));
  }

  @Test
  void theMeanImageIsSubtracted() {
    Standardize standardize = Standardize.meanImage(IMAGES);
    assertEquals(NdArray.of(Shape.of(2, 1, 2), 3.0, 5.0, 10.0, 20.0), standardize.mean());
    assertArrayEquals(new double[] {-2, -2, 0, -10}, input(standardize.standardized(IMAGES)));
    assertEquals("""
        mean or deviation do not go with these inputs                           [data/standardization]
          at        StandardizeTest.java:LINE
          got       mean [2,1,2], deviation [], inputs [2]
          expected  [], or the extents of [2] with ones from some dimension on
          fix       take both from a training set of this shape""", message(() -> standardize.standardized(data(1, 2))));
  }

  @Test
  void namesNumbersItCannotUse() {
    assertEquals("""
        inputs cannot be standardised by this deviation                         [data/standardization]
          at        StandardizeTest.java:LINE
          got       f64[] {0.0}
          expected  finite numbers in f64, deviations above 0""", message(() -> new Standardize(1, 0)));
    assertTrue(message(() -> new Standardize(Double.NaN, 1)).contains("by this mean"));
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
