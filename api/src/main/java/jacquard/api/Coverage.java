package jacquard.api;

import jacquard.ir.Shape;
import jacquard.ir.op.Window;
import java.util.ArrayList;
import java.util.List;

/// What the windows of a convolution or pooling leave out: positions behind the last window, where the stride does not divide the way
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
      int positions = x.extent(1 + d) + lo.get(d) + hi.get(d);
      int span = dilation.get(d) * (kernel.get(d) - 1) + 1;
      int rest = positions - (y.extent(1 + d) - 1) * stride.get(d) - span;
      if (rest > 0) {
        int ofInput = Math.max(0, rest - Math.max(0, hi.get(d)));
        notes.add("spatial dimension %d: no window reaches the last %d of %d + %d + %d = %d positions (stride %d), %s".formatted(d, rest,
            lo.get(d), x.extent(1 + d), hi.get(d), positions, stride.get(d), ofInput == 0 ? "all padding" : ofInput + " of them input"));
      }
      int gap = stride.get(d) - span;
      if (gap > 0 && y.extent(1 + d) > 1) {
        notes.add("spatial dimension %d: %d positions lie between each window and the next (stride %d, window %d)".formatted(d, gap,
            stride.get(d), span));
      }
    }
    return notes;
  }
}
