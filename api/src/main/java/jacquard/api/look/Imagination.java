package jacquard.api.look;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;

/// How an input that excites a unit is looked for.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `range` | the values that inputs take; the search starts in the middle | 0 to 1 |
/// | `steps` | steps along the gradient | 128 |
/// | `rate` | the mean size of an element's change in a step, as a part of the range | 0.05 |
/// | `decay` | the part of each element's distance from the middle that is lost in a step | 0.01 |
/// | `blur` | after how many steps the input is blurred once; 0 for never | 8 |
/// | `seed` | the noise the search starts with | 0 |
///
/// Errors   `look/option`
public final class Imagination {
  /// `IMAG` in ASCII.
  private static final int STREAM = 0x494D4147;
  private static final double NOISE = 0.02;

  private double low;
  private double high = 1;
  int steps = 128;
  private double rate = 0.05;
  private double decay = 0.01;
  private int blur = 8;
  private long seed;

  Imagination() {}

  /// The values that inputs take; 0 to 1 unless given.
  public Imagination range(double lowest, double highest) {
    require(lowest < highest && Double.isFinite(highest - lowest), "range", lowest + " to " + highest, "two numbers in order");
    low = lowest;
    high = highest;
    return this;
  }

  /// Steps along the gradient; 128 unless given.
  public Imagination steps(int count) {
    require(count >= 1, "steps", count, "at least 1");
    steps = count;
    return this;
  }

  /// The mean size of an element's change in a step, as a part of the range; 0.05 unless given.
  public Imagination rate(double part) {
    require(part > 0 && Double.isFinite(part), "rate", part, "above 0");
    rate = part;
    return this;
  }

  /// The part of each element's distance from the middle of the range that is lost in a step; 0.01 unless given.
  public Imagination decay(double part) {
    require(part >= 0 && part < 1, "decay", part, "in [0, 1)");
    decay = part;
    return this;
  }

  /// After how many steps the input is blurred once, 0 for never; 8 unless given.
  public Imagination blur(int every) {
    require(every >= 0, "blur", every, "0 or more");
    blur = every;
    return this;
  }

  /// The noise the search starts with; 0 unless given.
  public Imagination seed(long number) {
    seed = number;
    return this;
  }

  private static void require(boolean holds, String option, Object got, String expected) {
    if (!holds) {
      throw UserError.of("look/option").problem("the option %s is out of range", option).at(Loc.ofCaller()).got("%s = %s", option, got)
          .expected("%s", expected).build();
    }
  }

  NdArray start(Shape shape) {
    NdArray x = NdArray.zeros(new TensorType(DType.F64, shape));
    var noise = new Philox(seed, STREAM, 0);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, (low + high) / 2 + NOISE * (high - low) * noise.normal(i));
    }
    return x;
  }

  NdArray stepped(NdArray x, NdArray gradient, int step) {
    double size = 0;
    for (int i = 0; i < x.size(); i++) {
      size += Math.abs(gradient.get(i)) / x.size();
    }
    double middle = (low + high) / 2;
    NdArray next = NdArray.zeros(x.type());
    for (int i = 0; i < x.size(); i++) {
      double moved = x.get(i) + (size > 0 ? rate * (high - low) * gradient.get(i) / size : 0);
      next.set(i, Math.clamp(middle + (1 - decay) * (moved - middle), low, high));
    }
    return blur > 0 && (step + 1) % blur == 0 ? Spatial.blurred(next) : next;
  }
}
