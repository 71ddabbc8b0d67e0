package jacquard.api;

/// The options of a deformable convolution: those of [FilterOptions], of the taps before they are moved, and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `padding` | zeros on both sides | 0 |
/// | `offsetGroups` | channels are split into so many groups with offsets of their own | 1 |
/// | `modulated` | whether each tap is also weighted by a number in (0, 1), as in version 2; this branch starts at zero too | true |
public final class DeformableOptions extends FilterOptions<DeformableOptions> {
  int[] padding = {0};
  int offsetGroups = 1;
  boolean modulated = true;

  DeformableOptions(int... kernel) {
    super(kernel);
  }

  public DeformableOptions padding(int... zeros) {
    padding = zeros.clone();
    return this;
  }

  public DeformableOptions offsetGroups(int count) {
    offsetGroups = count;
    return this;
  }

  public DeformableOptions modulated(boolean weighted) {
    modulated = weighted;
    return this;
  }

  @Override
  DeformableOptions self() {
    return this;
  }
}
