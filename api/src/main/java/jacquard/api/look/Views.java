package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// Arrays of an example's shape as pictures, whatever their rank.
///
/// | shape | picture |
/// | --- | --- |
/// | `[n]` | a row of pixels |
/// | `[C,L]` | a signal: a row for each channel, time to the right |
/// | `[1,H,W]`, `[3,H,W]` | an image, grey or coloured |
/// | `[C,H,W]` | a grid of the channels |
/// | `[C,D,H,W]` | a volume: a grid of the slices along `D`, channel after channel |
public final class Views {
  /// Channels or slices beyond are left out.
  static final int MOST_TILES = 256;

  private Views() {}

  /// Values from the smallest to the largest go from dark to light.
  public static Picture of(NdArray example) {
    Check.given("the array", example);
    return of(example, ArrayParts.smallest(example), ArrayParts.largest(example));
  }

  /// Values from `low` to `high` go from dark to light.
  public static Picture of(NdArray example, double low, double high) {
    Shape shape = Check.given("the array", example).shape();
    if (shape.rank() == 3 && (shape.extent(0) == 3 || shape.extent(0) == 1)) {
      return Picture.of(example, low, high);
    }
    return mapped(example, low, high, Palette.GREY);
  }

  /// ArrayParts around zero: blue below, white at zero, red above.
  public static Picture signed(NdArray example) {
    double most = ArrayParts.reach(Check.given("the array", example));
    return mapped(example, -most, most, Palette.SIGNED);
  }

  /// Every channel or slice in colours from `low` to `high`.
  public static Picture mapped(NdArray example, double low, double high, Palette palette) {
    Shape shape = Check.given("the array", example).shape();
    if (shape.rank() < 3) {
      return Picture.mapped(shape.rank() == 2 ? example : example.reshaped(Shape.of(1, example.size())), low, high, palette);
    }
    List<NdArray> planes = planes(example);
    if (planes.size() == 1) {
      return Picture.mapped(planes.getFirst(), low, high, palette);
    }
    return Picture.grid(planes.stream().map(p -> Picture.mapped(p, low, high, palette)).toList(), columns(planes.size()));
  }

  /// As many columns as rows, or a few more.
  public static int columns(int tiles) {
    return (int) Math.ceil(Math.sqrt(tiles));
  }

  /// The pictures `[H,W]` in an array `[…,H,W]`, in order.
  static List<NdArray> planes(NdArray array) {
    Shape shape = array.shape();
    Shape plane = shape.slice(shape.rank() - 2, shape.rank());
    int count = Math.toIntExact(array.size() / plane.size());
    NdArray flat = array.reshaped(plane.inserted(0, Dim.of(count)));
    var planes = new ArrayList<NdArray>();
    for (int i = 0; i < Math.min(count, MOST_TILES); i++) {
      planes.add(ArrayParts.part(flat, i));
    }
    return planes;
  }
}
