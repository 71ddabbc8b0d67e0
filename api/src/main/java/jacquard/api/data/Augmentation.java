package jacquard.api.data;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.function.Consumer;

/// Random changes of training images that keep their classes, drawn anew for every image and epoch.
///
/// | option | change of each image | drawn |
/// | --- | --- | --- |
/// | `crop(p)` | padded by `p` zeros on every side, a part of the old size cut out | whole offsets in [-p, p], one per axis |
/// | `shift(s)` | moved, zeros where nothing was, interpolated linearly between four pixels | real offsets in [-s, s), one per axis |
/// | `flip()` | mirrored left to right | with probability 1/2 |
/// | `jitter(b, c, s)` | brightness, then contrast, then saturation | factors in [1-b, 1+b), [1-c, 1+c), [1-s, 1+s) |
///
///     brightness  x ← f·x      contrast  x ← m + f·(x - m)      saturation  x ← y + f·(x - y)
///
/// with `y` the pixel's grey value, `0.299 R + 0.587 G + 0.114 B` (an image of one channel is its own), and `m` the mean of `y`. After
/// jitter, values are clamped to [0, 1], the range of images kept as bytes. Order: places first, then colours.
///
/// Shapes   `[C,H,W]`; with jitter, `C` is 1 or 3.
/// Numerics in double, rounded to the array's type. An image's changes depend on (seed, epoch, its number in the training set) alone:
///          neither on threads nor on the order of the batches.
/// Errors   `augment/value`, `augment/shape`
/// Source   Krizhevsky, Sutskever, Hinton 2012, section 4.1 (crops, reflections); Howard 2013, arXiv:1312.5402, section 2 (colour);
///          grey values by ITU-R BT.601
///
/// ```java
/// Trainer trainer = net.trainer(t -> t.augment(a -> a.crop(4).flip().jitter(0.2)));
/// ```
public record Augmentation(int crop, double shift, boolean flip, double brightness, double contrast, double saturation) {
  public Augmentation {
    require("crop", crop, Integer.MAX_VALUE / 2);
    require("shift", shift, Integer.MAX_VALUE / 2);
    require("brightness", brightness, 1);
    require("contrast", contrast, 1);
    require("saturation", saturation, 1);
  }

  private static void require(String what, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw UserError.of("augment/value").problem("the amount of %s is out of range", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("0 <= %s <= %s", what, most).build();
    }
  }

  /// What `options` asks for, and nothing else.
  public static Augmentation of(Consumer<Options> options) {
    var chosen = new Options();
    Check.options(options).accept(chosen);
    return chosen.augmentation;
  }

  /// `data` augmented as in `epoch` (from 0) of a training run with `seed`.
  public AugmentedData augmented(DataSet data, long seed, int epoch) {
    return new AugmentedData(Check.given("the data set", data), this, seed, epoch);
  }

  boolean jitters() {
    return brightness > 0 || contrast > 0 || saturation > 0;
  }

  /// Chooses the changes; each may stand once, a later one of its kind counts.
  public static final class Options {
    private Augmentation augmentation = new Augmentation(0, 0, false, 0, 0, 0);

    private Options() {}

    public Options crop(int padding) {
      Augmentation a = augmentation;
      augmentation = new Augmentation(padding, a.shift, a.flip, a.brightness, a.contrast, a.saturation);
      return this;
    }

    public Options shift(double pixels) {
      Augmentation a = augmentation;
      augmentation = new Augmentation(a.crop, pixels, a.flip, a.brightness, a.contrast, a.saturation);
      return this;
    }

    public Options flip() {
      Augmentation a = augmentation;
      augmentation = new Augmentation(a.crop, a.shift, true, a.brightness, a.contrast, a.saturation);
      return this;
    }

    /// Brightness, contrast and saturation by the same amount.
    public Options jitter(double amount) {
      return jitter(amount, amount, amount);
    }

    public Options jitter(double brightness, double contrast, double saturation) {
      Augmentation a = augmentation;
      augmentation = new Augmentation(a.crop, a.shift, a.flip, brightness, contrast, saturation);
      return this;
    }
  }
}
