package jacquard.ir.op.reduction;

import jacquard.ir.loop.Combine;

/// `arg_min`: the position along dimension `axis` of the first smallest value, or of the first NaN, as `i32`. No gradient flows through it.
public record ArgMin(int axis, boolean keep) implements PositionReduction {
  @Override
  public Combine combine() {
    return Combine.FIRST_MIN;
  }
}
