package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.List;
import java.util.stream.IntStream;

/// `border_pad`: `lo[d]` elements before and `hi[d]` after each dimension, taken from the operand itself as `border` says; negative
/// amounts cut elements off. With `j = i − lo` and the extent `H`, `y[i] = x[source(j)]`:
///
///     reflect    clamp(j, 0, H−1) − clamp(j, −lo, 0) − clamp(j − (H−1), 0, hi)
///     replicate  clamp(j, 0, H−1)
///     circular   j mod H
///
/// The gradient adds up what every element was copied to.
/// Errors   `border_pad/rank`, `/empty-output`, `/too-large`, `/batch`, `/reflection`.
public record BorderPad(BorderMode border, List<Integer> lo, List<Integer> hi) implements View {
  public BorderPad {
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
  }

  @Override
  public TensorType infer(Operands in) {
    TensorType type = new Pad(lo, hi).infer(in);
    for (int d = 0; d < lo.size(); d++) {
      if (border == BorderMode.CIRCULAR && (lo.get(d) != 0 || hi.get(d) != 0)) {
        in.divided(d, type.shape().extent(d), in.shape(0).extent(d));
      }
      int most = Math.max(lo.get(d), hi.get(d));
      if (border == BorderMode.REFLECT && most > 0 && most >= in.shape(0).extent(d)) {
        throw in.error("reflection", "%s has too few elements to be reflected", in.dimension(d))
            .got("%d and %d elements around %s  extent %d", lo.get(d), hi.get(d), in.type(0), in.shape(0).extent(d))
            .expected("at most %d: the border element is not repeated", in.shape(0).extent(d) - 1)
            .fix("pad less, or replicate the border").build();
      }
    }
    return type;
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return IntStream.range(0, to.rank()).mapToObj(d -> source(d, from)).toList();
  }

  private IndexExpr source(int d, Shape from) {
    if (lo.get(d) == 0 && hi.get(d) == 0) {
      return IndexExpr.var(d);
    }
    IndexExpr j = IndexExpr.var(d).plus(-lo.get(d));
    int last = from.extent(d) - 1;
    return switch (border) {
      case REFLECT -> j.clamp(0, last).minus(j.clamp(-Math.max(lo.get(d), 0), 0)).minus(j.plus(-last).clamp(0, Math.max(hi.get(d), 0)));
      case REPLICATE -> j.clamp(0, last);
      case CIRCULAR -> j.mod(last + 1);
    };
  }
}
