package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;

class DataSetTest {
  private static final Shape PAIR = Shape.of(1, 2);

  private final DataSet three = DataSet.of(PAIR, new float[] {1, 2, 3, 4, 5, 6}, new int[] {2, 0, 1}, 3);

  @Test
  void copiesInputsAndTargets() {
    assertEquals(3, three.size());
    assertEquals(3, three.classes());
    assertEquals(PAIR, three.inputShape());
    assertEquals(Shape.of(3), three.targetShape());
    assertEquals(2, three.label(0));
    var floats = new float[4];
    three.copyInput(1, floats, 1);
    assertArrayEquals(new float[] {0, 3, 4, 0}, floats);
    var doubles = new double[4];
    three.copyTarget(0, doubles, 1);
    assertArrayEquals(new double[] {0, 0, 0, 1}, doubles);
  }

  @Test
  void readsPixelsAsFractions() {
    DataSet pixels = DataSet.ofPixels(PAIR, new byte[] {0, (byte) 255, 51, (byte) 128}, new int[] {0, 1}, 2);
    var floats = new float[2];
    pixels.copyInput(1, floats, 0);
    assertArrayEquals(new float[] {0.2f, 128 / 255f}, floats);
    var doubles = new double[2];
    pixels.copyInput(0, doubles, 0);
    assertArrayEquals(new double[] {0, 1}, doubles);
  }

  @Test
  void slicesWithoutCopying() {
    DataSet last = three.slice(1, 3).slice(1, 2);
    assertEquals(1, last.size());
    assertEquals(1, last.label(0));
    var floats = new float[2];
    last.copyInput(0, floats, 0);
    assertArrayEquals(new float[] {5, 6}, floats);
    assertThrows(IndexOutOfBoundsException.class, () -> last.copyInput(1, floats, 0));
  }

  @Test
  void holdsTargetsForRegression() {
    DataSet data = DataSet.ofTargets(PAIR, new float[] {1, 2, 3, 4}, Shape.of(1), new float[] {7, 8});
    assertEquals(0, data.classes());
    var target = new float[1];
    data.copyTarget(1, target, 0);
    assertArrayEquals(new float[] {8}, target);
    assertEquals("""
        these examples have no class labels                                     [data/no-labels]
          at        DataSetTest.java:LINE
          got       targets of shape [1]
          fix       train with mean squared error, or build the data set from labels""", message(() -> data.label(0)));
  }

  @Test
  void namesTheLabelOutOfRange() {
    assertEquals("""
        a label is outside the classes                                          [data/label-range]
          at        DataSetTest.java:LINE
          got       example 1 has label 10
          expected  a label in [0, 10)
          fix       number the classes from 0, or raise the number of classes""",
        message(() -> DataSet.of(PAIR, new float[4], new int[] {9, 10}, 10)));
    assertEquals("data/label-range",
        assertThrows(UserError.class, () -> DataSet.of(PAIR, new float[2], new int[] {-1}, 10)).code());
  }

  @Test
  void namesCountsThatDiffer() {
    assertEquals("""
        inputs and labels disagree on the number of examples                    [data/counts]
          at        DataSetTest.java:LINE
          got       2 inputs (4 elements / 2 of shape [1,2]), 3 labels
          expected  as many labels as inputs
          fix       give one label for each input""", message(() -> DataSet.of(PAIR, new float[4], new int[3], 10)));
    assertEquals("""
        inputs and targets disagree on the number of examples                   [data/counts]
          at        DataSetTest.java:LINE
          got       2 inputs of shape [1,2], 1 targets of shape [3]
          expected  as many targets as inputs
          fix       give one target for each input""",
        message(() -> DataSet.ofTargets(PAIR, new float[4], Shape.of(3), new float[3])));
  }

  @Test
  void namesArraysOfTheWrongLength() {
    assertEquals("""
        the array of inputs does not hold a whole number of examples            [data/length]
          at        DataSetTest.java:LINE
          got       5 elements, input shape [1,2] = 2 elements
          expected  a multiple of 2 elements
          fix       check the input shape; it is that of one example, without batch dimension""",
        message(() -> DataSet.of(PAIR, new float[5], new int[2], 10)));
    assertEquals("""
        the array of inputs does not hold a whole number of examples            [data/length]
          at        DataSetTest.java:LINE
          got       0 elements, input shape [0,2] = 0 elements
          expected  a shape without zeros
          fix       check the input shape; it is that of one example, without batch dimension""",
        message(() -> DataSet.of(Shape.of(0, 2), new float[0], new int[0], 10)));
    assertEquals("""
        the input shape has a batch dimension                                   [data/batched]
          at        DataSetTest.java:LINE
          got       [N,1,2]
          expected  the shape of one example
          fix       leave out the dimension N""", message(() -> DataSet.of(PAIR.batched(), new float[4], new int[2], 10)));
  }

  @Test
  void namesSlicesAndClassesThatCannotBe() {
    assertEquals("""
        a slice reaches outside its data set                                    [data/slice]
          at        DataSetTest.java:LINE
          got       [2, 4)
          expected  0 <= from <= to <= 3
          fix       it has 3 examples: take as many or fewer""", message(() -> three.slice(2, 4)));
    assertEquals("""
        labels need at least one class                                          [data/classes]
          at        DataSetTest.java:LINE
          got       classes = 0
          expected  classes >= 1""", message(() -> DataSet.of(PAIR, new float[2], new int[1], 0)));
  }
}
