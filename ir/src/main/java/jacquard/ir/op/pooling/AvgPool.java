package jacquard.ir.op.pooling;

import jacquard.ir.Shape;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Window;
import java.util.List;

/// `avg_pool`: the mean of each window, `y[n,c,p…] = Σ r…  x[n, c, p·stride + r·dilation − lo …] / count(p…)`.
///
/// `count` is the number of window elements inside the padded input (`countPadding`) or inside the input itself.
/// Errors   `avg_pool/rank`, `/attributes`, `/padding`, `/empty-output`, `/too-large`.
public record AvgPool(Window window, boolean countPadding) implements WindowPooling {
  @Override
  public Structure structure(Operands in) {
    Shape y = window.output(in);
    Scalar count = Scalar.constant(1);
    for (int d = 0; d < window.rank(); d++) {
      count = count.times(count(d, in.shape(0).extent(2 + d), y.extent(2 + d)));
    }
    Scalar weight = count instanceof Scalar.Const(double v) ? Scalar.constant(1 / v) : Scalar.constant(1).dividedBy(count);
    return new Structure(window.axes(y), List.of(Access.of(0, window.read())), IndexExpr.vars(0, 2 + window.rank()), Combine.SUM,
        Scalar.read(0).times(weight));
  }

  /// How many elements of window `p` count in dimension `d`: a constant where no window leaves the counted range.
  private Scalar count(int d, int h, int p) {
    int from = countPadding ? -window.lo().get(d) : 0;
    int to = countPadding ? h + window.hi().get(d) : h;
    int kernel = window.kernel().get(d);
    int lastEnd = (p - 1) * window.stride().get(d) - window.lo().get(d) + window.dilation().get(d) * (kernel - 1) + 1;
    if (-window.lo().get(d) >= from && lastEnd <= to) {
      return Scalar.constant(kernel);
    }
    return new Scalar.Index(before(d, to).minus(before(d, from)));
  }

  /// How many elements of window `p` lie before `end` in dimension `d`: `⌈(end − start) / dilation⌉` within `[0, kernel]`.
  private IndexExpr before(int d, int end) {
    int dilation = window.dilation().get(d);
    return IndexExpr.of(end + dilation - 1).minus(window.start(d)).floorDiv(dilation).clamp(0, window.kernel().get(d));
  }
}
