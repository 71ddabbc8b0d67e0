package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIDE = 8;

  /// Noise in [0.3, 0.7), so that small changes of colour clamp nothing.
  private static DataSet images(int count, int channels) {
    var random = new Philox(1, 2, 3);
    var pixels = new float[count * channels * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (0.3 + 0.4 * random.uniform(i));
    }
    return DataSet.of(Shape.of(channels, SIDE, SIDE), pixels, new int[count], 1);
  }

  private static double[] input(DataSet data, int example) {
    var values = new double[Math.toIntExact(data.inputShape().size())];
    data.copyInput(example, values, 0);
    return values;
  }

  /// One image of zeros but for a 1 in the middle, many times.
  private static DataSet dots(int count) {
    var pixels = new float[count * SIDE * SIDE];
    for (int i = 0; i < count; i++) {
      pixels[i * SIDE * SIDE + 4 * SIDE + 3] = 1;
    }
    return DataSet.of(Shape.of(1, SIDE, SIDE), pixels, new int[count], 1);
  }

  @Test
  void nothingAskedForChangesNothing() {
    DataSet images = images(3, 3);
    assertArrayEquals(input(images, 2), input(Augmentation.of(a -> {}).augmented(images, 0, 0), 2));
  }

  @Test
  void changesDependOnSeedEpochAndExampleAlone() {
    DataSet images = images(64, 3);
    Augmentation all = Augmentation.of(a -> a.crop(2).flip().shift(0.5).jitter(0.2));
    AugmentedData augmented = all.augmented(images, 7, 0);
    double[][] inOrder = IntStream.range(0, 64).mapToObj(i -> input(augmented, i)).toArray(double[][]::new);
    double[][] inParallel = new double[64][];
    IntStream.range(0, 64).parallel().forEach(i -> inParallel[63 - i] = input(augmented, 63 - i));
    assertTrue(Arrays.deepEquals(inOrder, inParallel));
    var single = new float[192 + 1];
    augmented.copyInput(9, single, 1);
    for (int i = 0; i < 192; i++) {
      assertEquals((float) inOrder[9][i], single[1 + i]);
    }
    augmented.epoch(1);
    assertFalse(Arrays.equals(inOrder[9], input(augmented, 9)));
    assertArrayEquals(input(all.augmented(images, 7, 1), 9), input(augmented, 9));
    assertFalse(Arrays.equals(inOrder[9], input(all.augmented(images, 8, 0), 9)));
    assertEquals(images.label(9), augmented.label(9));
  }

  @Test
  void cropsMoveByEveryOffsetEquallyOften() {
    int count = 9_000;
    AugmentedData cropped = Augmentation.of(a -> a.crop(1)).augmented(dots(count), 3, 0);
    var found = new int[SIDE * SIDE];
    for (int i = 0; i < count; i++) {
      double[] image = input(cropped, i);
      assertEquals(1, Arrays.stream(image).sum());
      found[IntStream.range(0, image.length).filter(p -> image[p] == 1).findFirst().orElseThrow()]++;
    }
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean near = Math.abs(y - 4) <= 1 && Math.abs(x - 3) <= 1;
        // 1000 expected with deviation sqrt(9000 / 9 * 8 / 9) = 30; within 5 of it.
        assertEquals(near ? count / 9 : 0, found[y * SIDE + x], near ? 150 : 0);
      }
    }
  }

  @Test
  void cropsPadWithZeros() {
    DataSet ones = DataSet.of(Shape.of(1, 2, 2), new float[] {1, 1, 1, 1}, new int[1], 1);
    Augmentation crop = Augmentation.of(a -> a.crop(2));
    double sum = IntStream.range(0, 4_000).mapToDouble(e -> Arrays.stream(input(crop.augmented(ones, 0, e), 0)).sum()).sum() / 4_000;
    // A pixel is inside with probability (2 + 1 + ... ) per axis: offsets -2..2 leave 0, 1, 2, 1, 0 of 2.
    assertEquals(4 * (4.0 / 10) * (4.0 / 10), sum, 0.06);
  }

  @Test
  void halfOfTheImagesAreMirrored() {
    DataSet images = images(4_000, 1);
    AugmentedData flipped = Augmentation.of(Augmentation.Options::flip).augmented(images, 0, 0);
    int mirrored = 0;
    for (int i = 0; i < images.size(); i++) {
      double[] before = input(images, i);
      double[] after = input(flipped, i);
      boolean same = after[0] == before[0];
      mirrored += same ? 0 : 1;
      for (int p = 0; p < before.length; p++) {
        assertEquals(before[same ? p : p / SIDE * SIDE + SIDE - 1 - p % SIDE], after[p]);
      }
    }
    // Deviation sqrt(4000) / 2 = 32; within 5 of it.
    assertEquals(2_000, mirrored, 160);
  }

  @Test
  void shiftsMoveTheCentreUniformly() {
    int count = 4_000;
    AugmentedData shifted = Augmentation.of(a -> a.shift(1.5)).augmented(dots(count), 0, 0);
    double squares = 0;
    double total = 0;
    for (int i = 0; i < count; i++) {
      double[] image = input(shifted, i);
      assertEquals(1, Arrays.stream(image).sum(), 1e-12);
      double x = IntStream.range(0, image.length).mapToDouble(p -> image[p] * (p % SIDE)).sum() - 3;
      assertTrue(Math.abs(x) <= 1.5 + 1e-12);
      total += x;
      squares += x * x;
    }
    assertEquals(0, total / count, 5 * 1.5 / Math.sqrt(3.0 * count));
    assertEquals(1.5 * 1.5 / 3, squares / count, 0.06);
  }

  @Test
  void jitterKeepsWhatItShould() {
    DataSet images = images(50, 3);
    AugmentedData brighter = Augmentation.of(a -> a.jitter(0.2, 0, 0)).augmented(images, 0, 0);
    AugmentedData contrasted = Augmentation.of(a -> a.jitter(0, 0.2, 0)).augmented(images, 0, 0);
    AugmentedData saturated = Augmentation.of(a -> a.jitter(0, 0, 0.2)).augmented(images, 0, 0);
    for (int i = 0; i < images.size(); i++) {
      double[] before = input(images, i);
      double[] bright = input(brighter, i);
      double factor = bright[0] / before[0];
      assertTrue(factor >= 0.8 && factor < 1.2);
      assertEquals(factor, bright[100] / before[100], 1e-12);
      double[] contrast = input(contrasted, i);
      assertEquals(mean(before), mean(contrast), 1e-12);
      assertEquals((contrast[0] - contrast[5]) / (before[0] - before[5]), (contrast[9] - contrast[7]) / (before[9] - before[7]), 1e-9);
      double[] saturation = input(saturated, i);
      assertEquals(grey(before, 17), grey(saturation, 17), 1e-12);
    }
  }

  private static double grey(double[] image, int p) {
    return 0.299 * image[p] + 0.587 * image[64 + p] + 0.114 * image[128 + p];
  }

  private static double mean(double[] image) {
    return IntStream.range(0, 64).mapToDouble(p -> grey(image, p)).average().orElseThrow();
  }

  @Test
  void jitteredValuesStayBetweenBlackAndWhite() {
    DataSet grey = DataSet.of(Shape.of(1, 1, 2), new float[] {0, 1}, new int[1], 1);
    Augmentation strong = Augmentation.of(a -> a.jitter(1));
    for (int epoch = 0; epoch < 100; epoch++) {
      assertTrue(Arrays.stream(input(strong.augmented(grey, 0, epoch), 0)).allMatch(x -> x >= 0 && x <= 1));
    }
  }

  @Test
  void copyingAllocatesNothingOnceWarm() {
    AugmentedData augmented = Augmentation.of(a -> a.crop(2).flip().shift(0.5).jitter(0.2)).augmented(images(16, 3), 0, 0);
    var into = new float[192];
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int round = 0; round < 3; round++) {
      before = bean.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_600; i++) {
        augmented.copyInput(i % 16, into, 0);
      }
    }
    // What the measurement itself may take; one array per image would be 1600 times as much.
    assertTrue(bean.getCurrentThreadAllocatedBytes() - before < 1_600, () -> "bytes allocated");
  }

  @Test
  void mistakesAreNamed() {
    assertEquals("""
        the amount of brightness is out of range                                [augment/value]
          at        AugmentationTest.java:LINE
          got       brightness = 1.5
          expected  0 <= brightness <= 1.0""", message(() -> Augmentation.of(a -> a.jitter(1.5))));
    assertTrue(message(() -> Augmentation.of(a -> a.crop(-1))).contains("got       crop = -1.0"));
    assertTrue(message(() -> Augmentation.of(a -> a.shift(Double.NaN))).contains("[augment/value]"));
    DataSet vectors = DataSet.of(Shape.of(4), new float[4], new int[1], 1);
    assertEquals("""
        examples of this shape cannot be augmented like this                    [augment/shape]
          at        AugmentationTest.java:LINE
          got       examples [4], Augmentation[crop=0, shift=0.0, flip=true, brightness=0.0, contrast=0.0, saturation=0.0]
          expected  images [C,H,W]; with jitter, C = 1 or 3
          fix       augment before the images are reshaped, or leave out jitter""",
        message(() -> Augmentation.of(Augmentation.Options::flip).augmented(vectors, 0, 0)));
    assertTrue(message(() -> Augmentation.of(a -> a.jitter(0.1)).augmented(images(1, 2), 0, 0)).contains("[augment/shape]"));
  }
}
