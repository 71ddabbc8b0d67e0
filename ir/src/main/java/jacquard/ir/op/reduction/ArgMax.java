package jacquard.ir.op.reduction;

import jacquard.ir.loop.Combine;

/// `arg_max`: the position along dimension `axis` of the first largest value, or of the first NaN, as `i32`. No gradient flows through it.
public record ArgMax(int axis, boolean keep) implements PositionReduction {
  @Override
  public Combine combine() {
    return Combine.FIRST_MAX;
  }
}
