package jacquard.api.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures, pixel by pixel, also as others read their files.
final class PictureTest {
  private static NdArray numbers(int... extents) {
    NdArray array = NdArray.zeros(TensorType.f64(extents));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, i);
    }
    return array;
  }

  @Test
  void filesHoldThePixels(@TempDir Path folder) throws IOException {
    var random = new Random(3);
    for (int[] size : new int[][] {{1, 1}, {7, 3}, {300, 2}, {64, 64}}) {
      var pixels = new int[size[0] * size[1]];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextInt(1 << 24);
      }
      Picture picture = Picture.of(size[0], size[1], pixels);
      picture.write(folder.resolve("a.png"));
      BufferedImage read = ImageIO.read(folder.resolve("a.png").toFile());
      assertEquals(size[0], read.getWidth());
      assertEquals(size[1], read.getHeight());
      for (int i = 0; i < pixels.length; i++) {
        assertEquals(pixels[i], read.getRGB(i % size[0], i / size[0]) & 0xFFFFFF);
      }
    }
  }

  @Test
  void valuesBecomeColours() {
    Picture grey = Picture.of(numbers(1, 2, 3), 0, 5);
    assertEquals(List.of(0x000000, 0x333333, 0xFFFFFF), List.of(grey.pixel(0, 0), grey.pixel(1, 0), grey.pixel(2, 1)));
    Picture colour = Picture.of(numbers(3, 1, 2), 0, 4);
    assertEquals(0x0080FF, colour.pixel(0, 0));
    assertEquals(0x40BFFF, colour.pixel(1, 0));
    Picture signed = Picture.signed(NdArray.of(Shape.of(1, 4), -2.0, 0, 2, Double.NaN));
    assertEquals(List.of(0x2166AC, 0xF7F7F7, 0xB2182B, 0xFF00FF), List.of(signed.pixel(0, 0), signed.pixel(1, 0), signed.pixel(2, 0),
        signed.pixel(3, 0)));
    assertEquals(0xF7F7F7, Picture.signed(NdArray.of(Shape.of(1, 1), 0.0)).pixel(0, 0));
    assertEquals(0x000000, Picture.of(NdArray.of(Shape.of(1, 1), 3.0), 3, 3).pixel(0, 0));
  }

  @Test
  void picturesArePutTogether() {
    Picture dot = Picture.of(numbers(1, 1), 0, 1);
    Picture grid = Picture.grid(List.of(dot, dot, dot), 2);
    assertEquals(List.of(5, 5), List.of(grid.width(), grid.height()));
    assertEquals(List.of(0x808080, 0, 0, 0x808080), List.of(grid.pixel(0, 0), grid.pixel(1, 1), grid.pixel(1, 3), grid.pixel(3, 3)));
    Picture larger = Picture.of(numbers(2, 2), 0, 3).enlarged(3);
    assertEquals(List.of(6, 6, 0x555555, 0xFFFFFF), List.of(larger.width(), larger.height(), larger.pixel(5, 2), larger.pixel(3, 3)));
    assertEquals(6, Picture.of(numbers(2, 2), 0, 3).fitted(7).width());
    assertEquals(34, Picture.of(numbers(100, 10), 0, 3).thumbnail(40).height());
    Picture framed = larger.outlined(1, 1, 4, 9, 0xFF0000);
    assertEquals(List.of(0xFF0000, 0xFF0000, 0), List.of(framed.pixel(1, 5), framed.pixel(3, 3), framed.pixel(2, 2)));
    Picture covered = Picture.of(numbers(1, 2), 0, 1).covered(NdArray.of(Shape.of(1, 2), 0.0, 1), 1);
    assertEquals(0, covered.pixel(0, 0));
    assertTrue(covered.pixel(1, 0) != 0xFFFFFF);
  }

  @Test
  void everyRankIsShown() {
    assertEquals("picture of 7 x 1 pixels", Views.of(numbers(7)).toString());
    assertEquals("picture of 7 x 3 pixels", Views.of(numbers(3, 7)).toString());
    assertEquals("picture of 7 x 5 pixels", Views.of(numbers(3, 5, 7)).toString());
    assertEquals("picture of 17 x 13 pixels", Views.of(numbers(4, 5, 7)).toString());
    assertEquals("picture of 33 x 19 pixels", Views.of(numbers(3, 4, 5, 7)).toString());
    assertEquals("picture of 25 x 19 pixels", Views.signed(numbers(1, 9, 5, 7)).toString());
  }

  @Test
  void whatIsNoPictureIsRefused() {
    for (Runnable asked : List.<Runnable>of(() -> Picture.of(numbers(2, 3, 3), 0, 1), () -> Picture.of(numbers(3), 0, 1),
        () -> Picture.grid(List.of(), 3), () -> Picture.of(numbers(1, 1), 0, 1).enlarged(1 << 20),
        () -> Picture.mapped(numbers(2, 3, 3), 0, 1, Palette.HEAT), () -> Picture.of(numbers(1, 2), 0, 1).covered(numbers(1, 3), 1))) {
      assertEquals("look/picture", assertThrows(UserError.class, asked::run).code());
    }
  }

  @Test
  void chartsLeaveOutWhatIsNoNumber() {
    LineChart chart = new LineChart("a <b>", true).line("x\"y", new double[] {1, 2, 3, 4}, new double[] {0.1, Double.NaN, -1, 10}, true);
    String html = chart.html();
    assertTrue(html.contains("a &lt;b&gt;") && html.contains("x&quot;y") && !html.contains("NaN"), html);
    assertEquals(2, html.split("<circle", -1).length - 1);
    assertTrue(new LineChart("empty", true).line("x", new double[] {1}, new double[] {0}, false).isEmpty());
    assertTrue(new LineChart("flat", false).line("x", new double[] {1, 2}, new double[] {3, 3}, false).html().contains("<path"));
  }
}
