package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static float[] image(DataSet data, int example) {
    var image = new float[28 * 28];
    data.copyInput(example, image, 0);
    return image;
  }

  @Test
  void drawsBalancedClasses() {
    DataSet digits = DrawnDigits.generate(1, 30);
    assertEquals(30, digits.size());
    assertEquals(Shape.of(1, 28, 28), digits.inputShape());
    assertEquals(10, digits.classes());
    for (int i = 0; i < 30; i++) {
      assertEquals(i % 10, digits.label(i));
    }
  }

  @Test
  void anImageDependsOnSeedAndIndexAlone() {
    DataSet few = DrawnDigits.generate(1, 5);
    DataSet many = DrawnDigits.generate(1, 50);
    assertArrayEquals(image(few, 4), image(many, 4));
    assertFalse(Arrays.equals(image(few, 4), image(many, 14)));
    assertFalse(Arrays.equals(image(few, 4), image(DrawnDigits.generate(2, 5), 4)));
  }

  @Test
  void keepsItsBits() throws Exception {
    DataSet digits = DrawnDigits.generate(3, 100);
    var sha = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < digits.size(); i++) {
      var bytes = ByteBuffer.allocate(28 * 28 * Float.BYTES);
      bytes.asFloatBuffer().put(image(digits, i));
      sha.update(bytes);
    }
    assertEquals("413c4b71a85323e5c4aa5c1edf405c50b7917b0625f2bd2c66681566e4c78d26", HexFormat.of().formatHex(sha.digest()));
  }

  @Test
  void inksAPlausiblePartOfEveryImage() {
    DataSet digits = DrawnDigits.generate(1, 500);
    for (int i = 0; i < digits.size(); i++) {
      int inked = 0;
      for (float pixel : image(digits, i)) {
        inked += pixel > 0.45 ? 1 : 0;
      }
      assertTrue(inked > 10 && inked < 300, "image " + i + " has " + inked + " inked pixels");
    }
  }

  @Test
  void namesACountThatCannotBe() {
    assertEquals("""
        this many images cannot be drawn                                        [data/count]
          at        DrawnDigitsTest.java:LINE
          got       -1 images of 784 bytes
          expected  a count in [0, 2739138)""", message(() -> DrawnDigits.generate(1, -1)));
  }
}
