package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Arrays;
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

  /// Whatever the constant and the number of examples, nothing of its rounding is left to divide by.
  @Test
  void aConstantOfAnyMagnitudeHasTheDeviationOne() {
    for (double constant : new double[] {0.1f, 1e8f, 1e-30f, -3.3e38f, 0.1, 1 / 3.0, 1e300, 4.9e-324}) {
      var inputs = new double[2 * 1001];
      Arrays.fill(inputs, constant);
      DataSet data = ofDoubles(inputs);
      assertEquals(new Standardize(constant, 1), Standardize.of(data), "" + constant);
      assertEquals(0, standardized(data)[0], "" + constant);
    }
  }

  /// A channel that is constant beside one that is not.
  @Test
  void constantChannelsHaveTheDeviationOne() {
    DataSet images = DataSet.of(Shape.of(2, 1, 2), new float[] {0.1f, 0.1f, 1, 2, 0.1f, 0.1f, 3, 4, 0.1f, 0.1f, 5, 6}, new int[3], 1);
    assertEquals(1, Standardize.perChannel(images).deviation().get(0));
    assertEquals(Math.sqrt(35 / 12.0), Standardize.perChannel(images).deviation().get(1), 1e-15);
    assertEquals((double) 0.1f, Standardize.perChannel(images).mean().get(0));
  }

  /// Three neighbours of a large number differ as much as any three: the mean is one of them, the deviation what the middle of two is off.
  @Test
  void aMeanThatIsLargeAgainstTheDeviationCostsNoDigits() {
    double step = Math.ulp(1e8);
    var inputs = new double[3000];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = 1e8 + i % 3 * step;
    }
    assertEquals(Math.sqrt(2 / 3.0), Standardize.of(ofDoubles(inputs)).deviation().get(0) / step, 1e-12);
    for (double size : new double[] {1e-200, 1e-320, 1e200}) {
      assertEquals(1, Standardize.of(ofDoubles(-size, size)).deviation().get(0) / size, 1e-12);
    }
  }

  private static double[] standardized(DataSet data) {
    var row = new double[2];
    Standardize.of(data).standardized(data).copyInput(0, row, 0);
    return row;
  }

  private static DataSet ofDoubles(double... inputs) {
    return new DataSet() {
      @Override
      public int size() {
        return inputs.length / 2;
      }

      @Override
      public Shape inputShape() {
        return Shape.of(2);
      }

      @Override
      public int classes() {
        return 0;
      }

      @Override
      public void copyInput(int example, float[] into, int offset) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void copyInput(int example, double[] into, int offset) {
        System.arraycopy(inputs, 2 * example, into, offset, 2);
      }
    };
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
