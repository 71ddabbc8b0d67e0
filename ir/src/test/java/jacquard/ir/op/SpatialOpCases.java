package jacquard.ir.op;

import java.util.List;

/// Cases of padding, resampling, unfolding, transposed convolution and the rarer poolings.
final class SpatialOpCases {
  private SpatialOpCases() {}

  static List<OpCase> all() {
    return List.of();
  }
}
