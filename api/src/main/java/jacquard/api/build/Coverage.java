package jacquard.api.build;

import jacquard.ir.Shape;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the windows of a convolution or pooling leave out: positions after the last window, where the stride does not divide the way
/// there, and positions between windows that lie further apart than they reach.
///
/// Source: Dumoulin & Visin 2016, arXiv:1603.07285, section 2.4.
final class Coverage {
  private Coverage() {}

  /// One remark per spatial dimension in which something is left out, for one example `[C,H…] -> [C',P…]`.
  static List<String> of(Window w, Shape x, Shape y) {
    return of(w.kernel(), w.stride(), w.lo(), w.hi(), w.dilation(), x, y);
  }

  static List<String> of(List<Integer> kernel, List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation, Shape x,
      Shape y) {
    var notes = new ArrayList<String>();
    for (int d = 0; d < kernel.size(); d++) {
      long positions = (long) x.extent(1 + d) + lo.get(d) + hi.get(d);
      long span = dilation.get(d) * (kernel.get(d) - 1L) + 1;
      long rest = positions - (y.extent(1 + d) - 1L) * stride.get(d) - span;
      if (rest > 0) {
        long ofInput = Math.max(0, rest - Math.max(0, hi.get(d)));
        notes.add(String.format(Locale.ROOT,
            "spatial dimension %d: no window reaches the last %d of %d + %d + %d = %d positions (stride %d), %s", d, rest,
            lo.get(d), x.extent(1 + d), hi.get(d), positions, stride.get(d), ofInput == 0 ? "all padding" : ofInput + " of them input"));
      }
      long gap = stride.get(d) - span;
      if (gap > 0 && y.extent(1 + d) > 1) {
        notes.add(String.format(Locale.ROOT,
            "spatial dimension %d: %d positions lie between each window and the next (stride %d, window %d)", d, gap,
            stride.get(d), span));
      }
    }
    return notes;
  }
}
