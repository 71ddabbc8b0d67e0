package jacquard.verify;

import jacquard.ir.NdArray;
import java.util.Map;
import java.util.function.Supplier;

/// One change to a verified schedule or plan: of which kind, what it says, whether it makes a race whatever a run shows, what the verifier
/// says, and how it runs.
record Mutation(String kind, String text, boolean races, Supplier<String> verdict, Supplier<Map<String, NdArray>> run) {
  /// Whether a run gives other bits than `expected`, or fails.
  boolean matters(Map<String, NdArray> expected) {
    if (races) {
      return true;
    }
    try {
      return !run.get().equals(expected);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return true;
    }
  }

  boolean isRejected() {
    return !verdict.get().isEmpty();
  }
}
