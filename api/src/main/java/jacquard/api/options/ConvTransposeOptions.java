package jacquard.api.options;

import jacquard.api.build.ConvTransposeSettings;
import jacquard.api.check.Check;

/// The options of a transposed convolution: those of [FilterOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `padding` | elements cut off both sides of the output; `paddingBefore` and `paddingAfter` differ by side | 0 |
/// | `outputPadding` | more elements at the end, fewer than max(stride, dilation) | 0 |
public final class ConvTransposeOptions extends FilterOptions<ConvTransposeOptions> {
  private final ConvTransposeSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public ConvTransposeOptions(ConvTransposeSettings settings) {
    super(settings);
    this.settings = settings;
  }

  /// Elements cut off the result on both sides; 0 unless given.
  public ConvTransposeOptions padding(int... cut) {
    return paddingBefore(cut).paddingAfter(cut);
  }

  /// Elements cut off the front of the result; 0 unless given.
  public ConvTransposeOptions paddingBefore(int... cut) {
    settings.paddingBefore = Check.given("the padding", cut).clone();
    return this;
  }

  /// Elements cut off the end of the result; 0 unless given.
  public ConvTransposeOptions paddingAfter(int... cut) {
    settings.paddingAfter = Check.given("the padding", cut).clone();
    return this;
  }

  /// More elements at the end of the result, fewer than the larger of stride and dilation; 0 unless given.
  public ConvTransposeOptions outputPadding(int... more) {
    settings.outputPadding = Check.given("the padding", more).clone();
    return this;
  }

  @Override
  ConvTransposeOptions self() {
    return this;
  }
}
