package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of `pad`; amounts take one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `before`, `after`, `both` | how many elements are added on a side; negative amounts cut | 0 |
/// | `border` | what the new elements hold | [Border#zero()] |
/// | `value`, `reflect`, `replicate`, `circular` | the same as words: `border(Border.constant(v))` and so on | |
/// | `name` | the layer's name | `pad1`, `pad2` … |
public final class PadOptions {
  int[] before = {0};
  int[] after = {0};
  Border border = Border.zero();
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

  public PadOptions border(Border around) {
    border = around;
    return this;
  }

  public PadOptions value(double filling) {
    return border(Border.constant(filling));
  }

  public PadOptions reflect() {
    return border(Border.reflect());
  }

  public PadOptions replicate() {
    return border(Border.replicate());
  }

  public PadOptions circular() {
    return border(Border.circular());
  }

  public PadOptions name(String layer) {
    name = layer;
    return this;
  }
}
