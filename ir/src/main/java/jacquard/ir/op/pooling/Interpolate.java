package jacquard.ir.op.pooling;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;

/// `interpolate`: the spatial dimensions resampled to `size`, `x[N,C,H…] -> y[N,C,size…]`, each dimension by itself. Position `i` of
/// `P` lies over the source coordinate
///
///     half-pixel centres     s = ((2i + 1)·H − P) / 2P        (alignCorners = false)
///     aligned corners        s = i·(H − 1) / (P − 1), 0 where P = 1
///     nearest                s = i·H / P
///
/// and is the sum of the elements around `s`, weighted by their distance; elements beyond the border are the border's. A linear
/// coordinate below 0 counts as 0.
///
/// Numerics coordinates are exact fractions of integers. A weight of 0 times infinity is NaN, as in PyTorch. `nearest` copies bits.
/// Source: Keys 1981, "Cubic convolution interpolation for digital image processing", equation 15 with a = −0.75, as PyTorch has it.
/// Errors   `interpolate/rank`, `/size`, `/corners`.
public record Interpolate(InterpolationMode mode, List<Integer> size, boolean alignCorners) implements Pooling {
  public Interpolate {
    size = List.copyOf(size);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    in.rank(0, "x", 2 + size.size());
    if (mode == InterpolationMode.NEAREST && alignCorners) {
      throw in.error("corners", "the nearest element has no corners to align").got("alignCorners = true").expected("false")
          .fix("leave out alignCorners(true), or interpolate: linear(), cubic()").build();
    }
    Shape y = in.shape(0);
    for (int d = 0; d < size.size(); d++) {
      if (y.dim(2 + d).perBatch() || size.get(d) < 1) {
        throw in.error("size", "a result has no such size").got("%s for x %s", size, in.type(0))
            .expected("at least 1 position along every spatial dimension, none of which depends on the batch size").build();
      }
      if (new SourceCoordinate(mode, y.extent(2 + d), size.get(d), alignCorners).reach() > Integer.MAX_VALUE) {
        throw in.error("size", "the places that are read lie too close together to be told apart")
            .got("%d elements from %d in spatial dimension %d", size.get(d), y.extent(2 + d), d)
            .expected("a product of both below 2³⁰, divided by their greatest common divisor")
            .fix("choose a size with a larger common divisor, such as a multiple or a part of %d", y.extent(2 + d)).build();
      }
      y = y.with(2 + d, size.get(d));
    }
    return in.type(0).shaped(y);
  }

  /// The axes `n, c, p…, t…`, where `t` numbers the elements around the coordinate.
  @Override
  public Structure structure(Operands in) {
    Shape x = in.shape(0);
    int rank = size.size();
    var axes = new ArrayList<Axis>(List.of(new Axis("n", x.dim(0)), new Axis("c", x.dim(1))));
    for (int d = 0; d < rank; d++) {
      axes.add(Axis.of(Window.axisName("p", d, rank), size.get(d)));
    }
    var map = new ArrayList<>(IndexExpr.vars(0, 2));
    Scalar value = Scalar.read(0);
    for (int d = 0; d < rank; d++) {
      var source = new SourceCoordinate(mode, x.extent(2 + d), size.get(d), alignCorners);
      IndexExpr p = IndexExpr.var(2 + d);
      IndexExpr tap = mode.taps() == 1 ? IndexExpr.ZERO : IndexExpr.var(axes.size());
      if (mode.taps() > 1) {
        axes.add(new Axis(Window.axisName("t", d, rank), Dim.of(mode.taps())));
        value = value.times(source.weight(p, tap));
      }
      map.add(source.element(p, tap));
    }
    Combine combine = mode.taps() == 1 ? Combine.ASSIGN : Combine.SUM;
    return new Structure(axes, List.of(Access.of(0, map)), IndexExpr.vars(0, 2 + rank), combine, value);
  }
}
