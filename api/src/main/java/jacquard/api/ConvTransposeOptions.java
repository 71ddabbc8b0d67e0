package jacquard.api;

/// The options of a transposed convolution: those of [FilterOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `padding` | elements cut off both sides of the output; `paddingBefore` and `paddingAfter` differ by side | 0 |
/// | `outputPadding` | more elements at the end, fewer than max(stride, dilation) | 0 |
public final class ConvTransposeOptions extends FilterOptions<ConvTransposeOptions> {
  int[] paddingBefore = {0};
  int[] paddingAfter = {0};
  int[] outputPadding = {0};

  ConvTransposeOptions(int... kernel) {
    super(kernel);
  }

  public ConvTransposeOptions padding(int... cut) {
    return paddingBefore(cut).paddingAfter(cut);
  }

  public ConvTransposeOptions paddingBefore(int... cut) {
    paddingBefore = cut.clone();
    return this;
  }

  public ConvTransposeOptions paddingAfter(int... cut) {
    paddingAfter = cut.clone();
    return this;
  }

  public ConvTransposeOptions outputPadding(int... more) {
    outputPadding = more.clone();
    return this;
  }

  @Override
  ConvTransposeOptions self() {
    return this;
  }
}
