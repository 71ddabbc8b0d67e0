package jacquard.api.data;

import jacquard.ir.Philox;
import java.util.List;

/// One way of writing: the random numbers of one image, and the distortion drawn from them.
///
/// A point p of the unit square goes to  A (p - 1/2) + s + e(p)  in pixels from the middle of the image: A scales, shears and
/// rotates, s shifts, e is a smooth field of displacements (a sum of plane waves).
///
/// Source   Simard, Steinkraus, Platt 2003, "Best practices for convolutional neural networks applied to visual document
///          analysis", section 2, for affine and elastic distortion; plane waves stand in for their smoothed noise
///
/// The amounts are standard deviations: radians, a slope, pixels. They are chosen together, by looking at the pictures and
/// for the figures in `DrawnDigits`: hard for a linear classifier, legible to a human.
final class DigitHand {
  /// Side in pixels of the unit square before scaling; MNIST fits its digits in a square of 20.
  private static final double BOX = 22;
  private static final double ROTATION = 0.2;
  private static final double SHEAR = 0.2;
  private static final double SHIFT = 1.5;
  private static final int WAVES = 3;
  private static final double WAVE_PIXELS = 0.5;
  /// Standard deviation of every point of an outline, in the unit square.
  private static final double JITTER = 0.02;
  /// Straight pieces of one curve: with 12, no outline is off by more than 0.11 pixels.
  private static final int PIECES = 12;

  private static final double ROOT_3 = 1.7320508075688772;

  private final Philox random;
  private long drawn;
  private final double[] affine;
  private final double[][] waves = new double[WAVES][];

  DigitHand(Philox random) {
    this.random = random;
    double angle = ROTATION * normal();
    double shear = SHEAR * normal();
    double width = BOX * uniform(0.7, 1.1);
    double height = BOX * uniform(0.8, 1.1);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    affine = new double[] {
      cos * width, (cos * shear - sin) * height, SHIFT * normal(),
      sin * width, (sin * shear + cos) * height, SHIFT * normal(),
    };
    for (int i = 0; i < WAVES; i++) {
      waves[i] = new double[] {
        uniform(-1.5, 1.5), uniform(-1.5, 1.5), uniform(0, 1), WAVE_PIXELS * normal(), WAVE_PIXELS * normal(),
      };
    }
  }

  double uniform(double from, double to) {
    return from + (to - from) * random.uniform(drawn++);
  }

  int index(int bound) {
    return random.index(drawn++, bound);
  }

  /// Near normal with mean 0 and variance 1, within ±3.47: the sum of four 16-bit numbers out of one draw.
  double normal() {
    long bits = random.bits(drawn++);
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum * 0x1p-16 - 2) * ROOT_3;
  }

  /// Draws `outline` on `canvas`, distorted.
  void draw(List<double[]> outline, DigitCanvas canvas) {
    var from = new double[2];
    for (double[] part : outline) {
      double[] p = part.clone();
      for (int i = 0; i < p.length; i++) {
        p[i] += JITTER * normal();
      }
      if (p.length > 2) {
        for (int piece = 1; piece <= PIECES; piece++) {
          double t = (double) piece / PIECES;
          place(bezier(t, from[0], p[0], p[2], p[4]), bezier(t, from[1], p[1], p[3], p[5]), canvas, true);
        }
      } else {
        place(p[0], p[1], canvas, false);
      }
      from[0] = p[p.length - 2];
      from[1] = p[p.length - 1];
    }
  }

  private static double bezier(double t, double a, double b, double c, double d) {
    double s = 1 - t;
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
  }

  private void place(double unitX, double unitY, DigitCanvas canvas, boolean inked) {
    double u = unitX - 0.5;
    double v = unitY - 0.5;
    double x = affine[0] * u + affine[1] * v + affine[2];
    double y = affine[3] * u + affine[4] * v + affine[5];
    for (double[] wave : waves) {
      double height = StrictMath.sin(2 * StrictMath.PI * (wave[0] * u + wave[1] * v + wave[2]));
      x += wave[3] * height;
      y += wave[4] * height;
    }
    canvas.penTo(x, y, inked);
  }
}
