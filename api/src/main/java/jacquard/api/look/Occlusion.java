package jacquard.api.look;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Windows of `size` along each spatial dimension, `stride` apart, in which every channel is `value`.
///
/// Errors   `look/occlusion`
public record Occlusion(int size, int stride, double value) {
  public Occlusion {
    if (size < 1 || stride < 1 || !Double.isFinite(value)) {
      throw UserError.of("look/occlusion").problem("there are no such windows").at(Loc.ofCaller())
          .got("size %d, stride %d, value %s", size, stride, value).expected("at least 1 of both, and a number").build();
    }
  }

  /// Windows of `size` that overlap by half, black where inputs are not negative.
  public static Occlusion of(int size) {
    return new Occlusion(size, Math.max(1, size / 2), 0);
  }

  /// What each window covers. The last one along a dimension ends with it.
  List<boolean[]> windows(Shape positions) {
    var windows = new ArrayList<boolean[]>();
    windows.add(new boolean[Math.toIntExact(positions.size())]);
    Arrays.fill(windows.getFirst(), true);
    int inner = Math.toIntExact(positions.size());
    for (int d = 0; d < positions.rank(); d++) {
      int extent = positions.extent(d);
      inner /= extent;
      var cut = new ArrayList<boolean[]>();
      for (boolean[] window : windows) {
        for (int from = 0; ; from = Math.min(from + stride, extent - size)) {
          cut.add(within(window, inner, extent, from));
          if (from + size >= extent) {
            break;
          }
        }
      }
      windows.clear();
      windows.addAll(cut);
    }
    return windows;
  }

  private boolean[] within(boolean[] window, int inner, int extent, int from) {
    var cut = new boolean[window.length];
    for (int i = 0; i < cut.length; i++) {
      int place = i / inner % extent;
      cut[i] = window[i] && place >= from && place < from + size;
    }
    return cut;
  }

  NdArray covered(NdArray example, boolean[] window) {
    NdArray covered = example.cast(example.dtype());
    for (int i = 0; i < covered.size(); i++) {
      if (window[i % window.length]) {
        covered.set(i, value);
      }
    }
    return covered;
  }
}
