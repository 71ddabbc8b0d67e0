package jacquard.api.options;

import jacquard.api.build.PadSettings;
import jacquard.api.check.Check;
import jacquard.api.layer.Border;

/// The options of `pad`; amounts take one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `before`, `after`, `both` | how many elements are added on a side; negative amounts cut | 0 |
/// | `border` | what the new elements hold | [Border#zero()] |
/// | `value`, `reflect`, `replicate`, `circular` | the same as words: `border(Border.constant(v))` and so on | |
/// | `name` | the layer's name | `pad1`, `pad2` … |
public final class PadOptions {
  private final PadSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public PadOptions(PadSettings settings) {
    this.settings = settings;
  }

  /// Elements added in front; negative amounts cut.
  public PadOptions before(int... amounts) {
    settings.before = Check.given("the padding", amounts).clone();
    return this;
  }

  /// Elements added at the end; negative amounts cut.
  public PadOptions after(int... amounts) {
    settings.after = Check.given("the padding", amounts).clone();
    return this;
  }

  /// Elements added on both sides; negative amounts cut.
  public PadOptions both(int... amounts) {
    return before(amounts).after(amounts);
  }

  /// What the new elements hold; zeros unless given.
  public PadOptions border(Border around) {
    settings.border = Check.given("the border", around);
    return this;
  }

  /// All new elements are `filling`.
  public PadOptions value(double filling) {
    return border(Border.constant(filling));
  }

  /// New elements mirror those inside; the one at the edge is not repeated.
  public PadOptions reflect() {
    return border(Border.reflect());
  }

  /// New elements repeat the one at the edge.
  public PadOptions replicate() {
    return border(Border.replicate());
  }

  /// New elements continue at the other end.
  public PadOptions circular() {
    return border(Border.circular());
  }

  /// The layer's name, in place of its kind and number.
  public PadOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }
}
