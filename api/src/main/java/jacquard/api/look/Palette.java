package jacquard.api.look;

import java.util.List;

/// Colours `0xRRGGBB` of numbers in [0, 1]; what lies outside has the colour of the nearer end, NaN is magenta.
public enum Palette {
  /// Black to white.
  GREY(List.of(0x000000, 0xFFFFFF)),
  /// Blue, white at one half, red: for numbers around zero. Source: the ends of ColorBrewer's RdBu.
  SIGNED(List.of(0x2166AC, 0x92C5DE, 0xF7F7F7, 0xF4A582, 0xB2182B)),
  /// Black over violet and orange to pale yellow, ever lighter: for amounts.
  HEAT(List.of(0x000004, 0x420A68, 0x932667, 0xDD513A, 0xFCA50A, 0xFCFFA4)),
  /// White to dark blue: for counts beside text.
  BLUE(List.of(0xFFFFFF, 0xC6DBEF, 0x6BAED6, 0x08519C));

  private static final int NO_NUMBER = 0xFF00FF;

  private final List<Integer> stops;

  Palette(List<Integer> stops) {
    this.stops = stops;
  }

  /// The colour of `value`, linear between the stops.
  public int colour(double value) {
    if (Double.isNaN(value)) {
      return NO_NUMBER;
    }
    double place = Math.clamp(value, 0.0, 1.0) * (stops.size() - 1);
    int below = Math.min((int) place, stops.size() - 2);
    return mixed(stops.get(below), stops.get(below + 1), place - below);
  }

  /// `part` of `to` in `from`.
  static int mixed(int from, int to, double part) {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xFF;
      int b = to >> shift & 0xFF;
      colour |= (int) Math.round(a + part * (b - a)) << shift;
    }
    return colour;
  }
}
