package jacquard.api.build;

import jacquard.api.check.OptionCheck;
import jacquard.ir.Shape;
import jacquard.ir.op.contraction.Convolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The windows of a convolution, resolved: one number per spatial dimension, whatever the user wrote.
///
/// Shapes   SAME: `P = ⌈H/s⌉`, so `lo + hi = max((P−1)·s + d·(R−1) + 1 − H, 0)` with the odd element in `hi`; FULL: `lo = hi =
///          d·(R−1)`; causal: `lo = d·(R−1)`, `hi = 0` in spatial dimension 0.
/// Errors   `KIND/kernel`, `/stride`, `/padding`, `/dilation`: out of range, or neither one value nor one per dimension.
/// Source   SAME as TensorFlow defines it; FULL: Dumoulin & Visin 2016, arXiv:1603.07285, section 2.3.
public record ConvGeometry(List<Integer> kernel, List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation) {
  /// That of `o` over maps of spatial extents `spatial`.
  public static ConvGeometry of(OptionCheck check, ConvSettings o, Shape spatial) {
    int rank = spatial.rank();
    List<Integer> kernel = check.perDimension("kernel", o.kernel, rank, 1);
    List<Integer> stride = check.perDimension("stride", o.stride, rank, 1);
    List<Integer> dilation = check.perDimension("dilation", o.dilation, rank, 1);
    var lo = new ArrayList<>(check.perDimension("padding", o.paddingBefore, rank, Integer.MIN_VALUE));
    var hi = new ArrayList<>(check.perDimension("padding", o.paddingAfter, rank, Integer.MIN_VALUE));
    for (int d = 0; d < rank; d++) {
      int reach = reach(check, dilation.get(d), kernel.get(d), o.rule);
      switch (o.rule) {
        case EXPLICIT -> { }
        case SAME -> {
          int outputs = Math.ceilDiv(spatial.extent(d), stride.get(d));
          long total = Math.max((outputs - 1L) * stride.get(d) + reach + 1 - spatial.extent(d), 0);
          lo.set(d, (int) (total / 2));
          hi.set(d, (int) (total - total / 2));
        }
        case FULL -> {
          lo.set(d, reach);
          hi.set(d, reach);
        }
        case CAUSAL -> {
          lo.set(d, d == 0 ? reach : lo.get(d));
          hi.set(d, d == 0 ? 0 : hi.get(d));
        }
      }
    }
    return new ConvGeometry(kernel, stride, List.copyOf(lo), List.copyOf(hi), dilation);
  }

  /// `dilation·(kernel − 1)`, by which a rule may pad.
  private static int reach(OptionCheck check, int dilation, int kernel, PaddingRule rule) {
    long reach = dilation * (kernel - 1L);
    if (rule != PaddingRule.EXPLICIT && reach >= Integer.MAX_VALUE) {
      throw check.error("padding", "the padding would be too large").got("dilation %d·(kernel %d − 1) = %d", dilation, kernel, reach)
          .expected("less than %d", Integer.MAX_VALUE).fix("use a smaller dilation").build();
    }
    return (int) reach;
  }

  public int rank() {
    return kernel.size();
  }

  boolean padded() {
    return Stream.concat(lo.stream(), hi.stream()).anyMatch(p -> p != 0);
  }

  /// The op; without padding where a border was put around the maps before.
  Convolution op(int groups, boolean bordered) {
    List<Integer> none = Collections.nCopies(rank(), 0);
    return new Convolution(stride, bordered ? none : lo, bordered ? none : hi, dilation, Collections.nCopies(rank(), 1), groups, 1);
  }
}
