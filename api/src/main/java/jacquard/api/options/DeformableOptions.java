package jacquard.api.options;

import jacquard.api.build.DeformableSettings;
import jacquard.api.check.Check;

/// The options of a deformable convolution: those of [FilterOptions], of the taps before they are moved, and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `padding` | zeros on both sides | 0 |
/// | `offsetGroups` | the number of groups of channels that have offsets of their own | 1 |
/// | `modulated` | whether each tap is also weighted by a number in (0, 1), as in version 2; this branch starts at zero too | true |
public final class DeformableOptions extends FilterOptions<DeformableOptions> {
  private final DeformableSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public DeformableOptions(DeformableSettings settings) {
    super(settings);
    this.settings = settings;
  }

  /// Elements of 0 on both sides; 0 unless given.
  public DeformableOptions padding(int... zeros) {
    settings.padding = Check.given("the padding", zeros).clone();
    return this;
  }

  /// Groups of channels that have offsets of their own; 1 unless given.
  public DeformableOptions offsetGroups(int count) {
    settings.offsetGroups = count;
    return this;
  }

  /// Whether taps are weighted too, as in version 2; true unless said otherwise.
  public DeformableOptions modulated(boolean weighted) {
    settings.modulated = weighted;
    return this;
  }

  @Override
  DeformableOptions self() {
    return this;
  }
}
