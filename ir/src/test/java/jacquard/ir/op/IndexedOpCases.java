package jacquard.ir.op;

import java.util.List;

/// Cases of gathering, grid sampling and deformable convolution.
final class IndexedOpCases {
  private IndexedOpCases() {}

  static List<OpCase> all() {
    return List.of();
  }
}
