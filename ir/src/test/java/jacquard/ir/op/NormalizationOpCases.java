package jacquard.ir.op;

import java.util.List;

/// Cases of normalisations.
final class NormalizationOpCases {
  private NormalizationOpCases() {}

  static List<OpCase> all() {
    return List.of();
  }
}
