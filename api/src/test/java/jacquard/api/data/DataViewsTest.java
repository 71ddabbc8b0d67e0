package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import jacquard.ir.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataViewsTest {
  private static final DataSet TEN = numbered(10);

  /// Example i is `[[i, i + 0.5], [-i, 100]]` and has label i % 4.
  private static DataSet numbered(int count) {
    var inputs = new float[4 * count];
    for (int i = 0; i < count; i++) {
      inputs[4 * i] = i;
      inputs[4 * i + 1] = i + 0.5f;
      inputs[4 * i + 2] = -i;
      inputs[4 * i + 3] = 100;
    }
    return DataSet.of(Shape.of(2, 1, 2), inputs, IntStream.range(0, count).map(i -> i % 4).toArray(), 4);
  }

  private static double[] input(DataSet data, int example) {
    var doubles = new double[Math.toIntExact(data.inputShape().size()) + 1];
    data.copyInput(example, doubles, 1);
    var floats = new float[doubles.length];
    data.copyInput(example, floats, 1);
    for (int i = 0; i < floats.length; i++) {
      assertEquals((float) doubles[i], floats[i]);
    }
    return Arrays.copyOfRange(doubles, 1, doubles.length);
  }

  private static List<Integer> numbers(DataSet data) {
    return IntStream.range(0, data.size()).mapToObj(i -> (int) input(data, i)[0]).toList();
  }

  @Test
  void inputsAreTargets() {
    DataSet same = TEN.subset(3, 8).reconstructing();
    assertEquals(0, same.classes());
    assertEquals(List.of(), same.classNames());
    assertEquals(same.inputShape(), same.targetShape());
    var floats = new float[5];
    same.copyTarget(1, floats, 1);
    assertArrayEquals(new float[] {0, 8, 8.5f, -8, 100}, floats);
    var doubles = new double[4];
    same.copyTarget(0, doubles, 0);
    assertArrayEquals(new double[] {3, 3.5, -3, 100}, doubles);
  }

  @Test
  void partsAreChosen() {
    assertEquals(List.of(0, 1, 2), numbers(TEN.take(3)));
    DataSet chosen = TEN.subset(7, 2, 7);
    assertEquals(List.of(7, 2, 7), numbers(chosen));
    assertEquals(3, chosen.label(0));
    var target = new float[4];
    chosen.copyTarget(0, target, 0);
    assertArrayEquals(new float[] {0, 0, 0, 1}, target);
    assertEquals("""
        a subset names an example its data set does not have                    [data/subset]
          at        DataViewsTest.java:LINE
          got       examples[1] = 10
          expected  numbers in [0, 10)""", message(() -> TEN.subset(0, 10)));
  }

  @Test
  void aSplitDividesBySeed() {
    DataSplit split = TEN.split(0.3, 5);
    assertEquals(3, split.validation().size());
    assertEquals(7, split.train().size());
    var all = new TreeSet<>(numbers(split.train()));
    all.addAll(numbers(split.validation()));
    assertEquals(10, all.size());
    assertEquals(numbers(split.train()).stream().sorted().toList(), numbers(split.train()));
    assertEquals(numbers(split.validation()), numbers(TEN.split(0.3, 5).validation()));
    DataSet many = numbered(200);
    assertNotEquals(numbers(many.split(0.5, 1).train()), numbers(many.split(0.5, 2).train()));
    assertEquals(1, TEN.split(1e-9, 0).validation().size());
    assertEquals(9, TEN.split(0.9999, 0).validation().size());
    assertEquals("""
        the data cannot be divided like this                                    [data/split]
          at        DataViewsTest.java:LINE
          got       validation fraction 1.0 of 10 examples
          expected  0 < fraction < 1, and at least 2 examples
          fix       0.1 puts one example in ten aside""", message(() -> TEN.split(1, 0)));
  }

  @Test
  void setsAreJoined() {
    DataSet joined = TEN.take(2).concat(TEN.slice(8, 10)).concat(TEN.take(1));
    assertEquals(List.of(0, 1, 8, 9, 0), numbers(joined));
    assertEquals(0, joined.label(2));
    assertEquals("""
        these data sets cannot be joined                                        [data/concat]
          at        DataViewsTest.java:LINE
          got       10 examples [2,1,2], 4 classes, targets [4]
          got       10 examples [4], 4 classes, targets [4]
          expected  equal inputs, classes and targets, and at most 2147483647 examples""",
        message(() -> TEN.concat(TEN.reshaped(Shape.of(4)))));
  }

  @Test
  void inputsTakeOtherShapes() {
    DataSet rows = TEN.reshaped(Shape.of(2, 2));
    assertEquals(Shape.of(2, 2), rows.inputShape());
    assertArrayEquals(new double[] {3, 3.5, -3, 100}, input(rows, 3));
    assertEquals("""
        the inputs do not take this shape                                       [data/reshape]
          at        DataViewsTest.java:LINE
          got       inputs [2,1,2] = 4 elements, shape [5]
          expected  the shape of one example, of 4 elements""", message(() -> TEN.reshaped(Shape.of(5))));
  }

  @Test
  void inputsAreMapped() {
    DataSet sums = TEN.mapped(Shape.of(1), (from, to) -> to[0] = from[0] + 2 * from[1]);
    assertArrayEquals(new double[] {3 * 3 + 1}, input(sums, 3));
    assertEquals(3, sums.label(3));
  }

  @Test
  void classesHaveNames() {
    assertEquals(List.of("0", "1", "2", "3"), TEN.classNames());
    List<String> names = List.of("a", "b", "c", "d");
    assertEquals(names, TEN.named(names).take(3).classNames());
    assertEquals("""
        there are not as many names as classes                                  [data/class-names]
          at        DataViewsTest.java:LINE
          got       1 names [x], 4 classes
          expected  a name for each class, in order""", message(() -> TEN.named(List.of("x"))));
  }

  @Test
  void pixelsArePermutedAlikeInAllImagesChannelsAndSets() {
    int side = 9;
    var inputs = new float[4 * 2 * side * side];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i;
    }
    DataSet images = DataSet.of(Shape.of(2, side, side), inputs, new int[4], 1);
    DataSet permuted = images.permutedPixels(3);
    double[] first = input(permuted, 0);
    double[] order = Arrays.copyOf(first, side * side);
    double[] sorted = order.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, side * side).asDoubleStream().toArray(), sorted);
    assertNotEquals(Arrays.toString(sorted), Arrays.toString(order));
    for (int example = 0; example < 4; example++) {
      double[] image = input(permuted, example);
      for (int i = 0; i < image.length; i++) {
        assertEquals(order[i % (side * side)] + (example * 2 + i / (side * side)) * side * side, image[i]);
      }
    }
    assertArrayEquals(input(permuted, 2), input(images.slice(2, 4).permutedPixels(3), 0));
    assertNotEquals(Arrays.toString(first), Arrays.toString(input(images.permutedPixels(4), 0)));
  }
}
