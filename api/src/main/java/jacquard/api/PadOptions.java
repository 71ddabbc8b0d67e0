package jacquard.api;

import jacquard.ir.op.Border;
import org.jspecify.annotations.Nullable;

/// The options of `pad`; amounts take one value for all spatial dimensions or one per dimension. Without a border the new elements
/// hold `value`.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `before`, `after`, `both` | how many elements are added on a side; negative amounts cut | 0 |
/// | `value` | what the new elements hold | 0 |
/// | `reflect` | the border mirrors the input, without its last element: `c b \| a b c \| b a` | |
/// | `replicate` | the border repeats the last element: `a a \| a b c \| c c` | |
/// | `circular` | the border comes from the other end: `b c \| a b c \| a b` | |
/// | `name` | the layer's name | `pad1`, `pad2` … |
public final class PadOptions {
  int[] before = {0};
  int[] after = {0};
  double value;
  @Nullable Border border;
  @Nullable String name;

  PadOptions(int amount) {
    both(amount);
  }

  public PadOptions before(int... amounts) {
    before = amounts.clone();
    return this;
  }

  public PadOptions after(int... amounts) {
    after = amounts.clone();
    return this;
  }

  public PadOptions both(int... amounts) {
    return before(amounts).after(amounts);
  }

  public PadOptions value(double filling) {
    value = filling;
    border = null;
    return this;
  }

  public PadOptions reflect() {
    return border(Border.REFLECT);
  }

  public PadOptions replicate() {
    return border(Border.REPLICATE);
  }

  public PadOptions circular() {
    return border(Border.CIRCULAR);
  }

  private PadOptions border(Border chosen) {
    border = chosen;
    return this;
  }

  public PadOptions name(String layer) {
    name = layer;
    return this;
  }
}
