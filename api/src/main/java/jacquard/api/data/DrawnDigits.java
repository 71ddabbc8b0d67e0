package jacquard.api.data;

import jacquard.ir.Interrupted;
import jacquard.ir.Loc;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;

/// Digit images drawn from a seed, for a training run without any files.
///
/// Each image distorts the strokes of a digit: hand, points, rotation, scale, shear, shift, elastic field, pen, ink and noise are
/// random. The labels go 0 to 9 in turn, so that any slice of a multiple of ten images is balanced.
///
/// Shapes   `[1,28,28]`, ten classes.
/// Units    white ink on black: 0 is the ground, 1 full ink, kept as bytes.
/// Numerics image i is a function of (seed, i) alone, the same on every machine: adding images changes none.
/// Errors   `data/count`
///
/// A linear classifier trained on 10,000 of these images errs on 24 to 28 % of 2,000 others, the nearest
/// neighbour on 9 to 10 %, LeNet-5 after 5 epochs on 1.0 to 1.4 % (seeds 1, 2 and 3).
///
/// ```java
/// DataSet digits = DrawnDigits.generate(1, 12_000);
/// DataSet train = digits.slice(0, 10_000);
/// DataSet test = digits.slice(10_000, 12_000);
/// ```
public final class DrawnDigits {
  private static final int SIDE = 28;
  private static final int DIGITS = 10;
  private static final int WHITE = 255;
  /// `DIGI` in ASCII: far from the streams that number the layers of a model from 0, so that one seed serves both.
  private static final int STREAM = 0x44494749;

  private DrawnDigits() {}

  /// The first `count` images of `seed`.
  public static DataSet generate(long seed, int count) {
    int pixels = SIDE * SIDE;
    if (count < 0 || count > Integer.MAX_VALUE / pixels) {
      throw UserError.of("data/count").problem("this many images cannot be drawn").at(Loc.ofCaller())
          .got("%d images of %d bytes", count, pixels).expected("a count in [0, %d)", Integer.MAX_VALUE / pixels + 1).build();
    }
    var outlines = DigitOutlines.all();
    var images = new byte[count * pixels];
    var labels = new int[count];
    for (int i = 0; i < count; i++) {
      Interrupted.check();
      labels[i] = i % DIGITS;
      draw(new DigitHand(new Philox(seed, STREAM, i)), outlines.get(labels[i]), images, i * pixels);
    }
    return DataSet.ofPixels(Shape.of(1, SIDE, SIDE), images, labels, DIGITS);
  }

  private static void draw(DigitHand hand, List<List<double[]>> outlines, byte[] images, int offset) {
    var canvas = new DigitCanvas(SIDE, hand.uniform(0.8, 1.7));
    double intensity = hand.uniform(0.6, 1);
    double noise = hand.uniform(0.02, 0.1);
    hand.draw(outlines.get(hand.index(outlines.size())), canvas);
    double[] ink = canvas.ink();
    for (int i = 0; i < ink.length; i++) {
      double grey = intensity * ink[i] + noise * hand.normal();
      images[offset + i] = (byte) (Math.clamp(grey, 0.0, 1.0) * WHITE + 0.5);
    }
  }
}
