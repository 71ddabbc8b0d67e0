package jacquard.ir.op;

import java.util.List;

/// Cases of padding, resampling, unfolding and the rarer poolings.
final class SpatialOpCases {
  private SpatialOpCases() {}

  static List<OpCase> all() {
    return List.of();
  }
}
