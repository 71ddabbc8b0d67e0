package jacquard.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many numbers at once are the very numbers that come one by one.
class PhiloxTest {
  private static final long[] FIRST = {0, 1, 255, (1L << 31) - 130, (1L << 32) - 130, 1L << 40};

  @Test
  void blocksHoldTheBitsOfOneByOne() {
    for (long seed : new long[] {0, -1, 0x123456789ABCDEFL}) {
      var random = new Philox(seed, (int) seed * 3, 7);
      for (long first : FIRST) {
        long[] block = random.bits(first, 300);
        for (int i = 0; i < block.length; i++) {
          assertEquals(random.bits(first + i), block[i], "element " + (first + i));
        }
      }
    }
  }

  @Test
  void normalsAndUniformsAreThoseOfOneByOne() {
    double[] scales = {1, 0.1, Math.sqrt(2.0 / 4608), 0, -3, 1e-44, 1e-39, 1e38, Double.POSITIVE_INFINITY, Double.NaN};
    for (double scale : scales) {
      var random = new Philox(17, 3, 0);
      for (int count : new int[] {0, 1, 255, 256, 257, 5_000}) {
        for (long first : FIRST) {
          var normals = new float[count + 4];
          var uniforms = new float[count + 4];
          random.normals(first, scale, normals, 2, count);
          random.uniforms(first, scale, uniforms, 2, count);
          for (int i = 0; i < count; i++) {
            assertSame((float) (random.normal(first + i) * scale), normals[i + 2], scale, first + i);
            assertSame((float) ((2 * random.uniform(first + i) - 1) * scale), uniforms[i + 2], scale, first + i);
          }
          assertEquals(0, normals[1] + normals[count + 2] + uniforms[1] + uniforms[count + 2], "nothing beside them is written");
        }
      }
    }
  }

  private static void assertSame(float expected, float actual, double scale, long element) {
    if (Float.floatToRawIntBits(expected) != Float.floatToRawIntBits(actual)) {
      assertEquals(expected, actual, 0f, "scale " + scale + ", element " + element);
      assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(actual), "scale " + scale + ", element " + element);
    }
  }

  /// Far within what a normal's rounding is decided by, at the ends and the borders of the tables too.
  @Test
  void approximationsKeepTheirDistance() {
    var random = new Random(5);
    LongStream extremes = LongStream.concat(LongStream.of(1, 2, 3, (1L << 53) - 1, 1L << 53),
        LongStream.range(0, 128).flatMap(i -> LongStream.of(-1, 0, 1).map(d -> (1L << 52) + (i << 45) + d)));
    LongStream.concat(extremes, random.longs(200_000, 1, (1L << 53) + 1).map(n -> n >>> (n & 31))).filter(n -> n > 0).forEach(n -> {
      double exact = StrictMath.log(n * 0x1p-53);
      assertTrue(Math.abs(FastNormal.log(n) - exact) <= 0x1p-50 * Math.max(1, -exact), () -> "ln of " + n);
    });
    LongStream borders = LongStream.range(0, 128).flatMap(i -> LongStream.of(0, 1, (1L << 46) - 1).map(d -> (i << 46) + d));
    LongStream.concat(borders, random.longs(200_000, 0, 1L << 53)).forEach(m -> {
      double exact = StrictMath.cos(2 * StrictMath.PI * (m * 0x1p-53));
      assertTrue(Math.abs(FastNormal.cos(m) - exact) <= 0x1p-48, () -> "cos of " + m);
    });
  }
}
