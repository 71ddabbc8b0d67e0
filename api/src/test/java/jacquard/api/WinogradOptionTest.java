package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.WinogradSettings.Tile;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.text.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tiles of convolutions, as a user chooses them.
class WinogradOptionTest {
  private static final int CHANNELS = 64;
  private static final int SIZE = 16;
  private static final double CLOSE = 1e-5;

  private static final Model TWO = Model.define("two", Shape.of(CHANNELS, SIZE, SIZE),
      x -> x.conv(CHANNELS, 3, c -> c.padding(1)).relu().conv(CHANNELS, 3, c -> c.padding(1)));

  @TempDir
  private Path folder;

  @Test
  void tilesAreChosenForAllLayersOrForSome() throws IOException {
    Program predicted = TWO.compile();
    Program direct = TWO.compile(c -> c.winograd(Tile.DIRECT));
    Program half = TWO.compile(c -> c.winograd(Tile.DIRECT, "conv1"));
    assertEquals(0, transformed(direct));
    assertEquals(1, transformed(half));
    assertEquals(2, transformed(predicted));
    assertEquals(1, transformed(TWO.compile(c -> c.winograd(Tile.DIRECT).winograd(Tile.TWO, "conv2"))));
    float[] x = new float[CHANNELS * SIZE * SIZE];
    var random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    float[] expected = direct.predict(x);
    float[] y = predicted.predict(x);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < y.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - y[i]));
    }
    assertTrue(worst <= CLOSE * largest, worst + " of " + largest);
    assertFalse(Arrays.equals(expected, y), "the same bits, so the same sums");
  }

  /// Layers whose products are a node of their own.
  private long transformed(Program program) throws IOException {
    Path file = folder.resolve("two.ir");
    program.dump(Format.TEXT, file);
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(l -> l.contains("sum out[n, a0, a1, o, p0, p1]")).count();
    }
  }

  @Test
  void aLayerThatTheModelDoesNotHaveIsNamed() {
    UserError e = assertThrows(UserError.class, () -> TWO.compile(c -> c.winograd(Tile.FOUR, "conv3")));
    assertEquals("compile/output", e.code());
    assertTrue(e.getMessage().contains("did you mean \"conv"), e.getMessage());
  }
}
