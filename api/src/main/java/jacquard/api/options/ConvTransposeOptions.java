package jacquard.api.options;

import jacquard.api.build.ConvTransposeSettings;

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

  public ConvTransposeOptions padding(int... cut) {
    return paddingBefore(cut).paddingAfter(cut);
  }

  public ConvTransposeOptions paddingBefore(int... cut) {
    settings.paddingBefore = cut.clone();
    return this;
  }

  public ConvTransposeOptions paddingAfter(int... cut) {
    settings.paddingAfter = cut.clone();
    return this;
  }

  public ConvTransposeOptions outputPadding(int... more) {
    settings.outputPadding = more.clone();
    return this;
  }

  @Override
  ConvTransposeOptions self() {
    return this;
  }
}
