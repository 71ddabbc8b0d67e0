package jacquard.fuzz;

import java.util.random.RandomGenerator;

/// What mutants of one format are made of and read by.
interface Target {
  String name();

  /// The mutant that `random` gives; small, and kept whole in a report.
  Mutant draw(RandomGenerator random) throws Exception;

  /// A mutant: `shown` for reports, `read` hands it to its reader, which succeeds or throws.
  record Mutant(String shown, Reading read) {}

  /// Hands a mutant to its reader.
  @FunctionalInterface
  interface Reading {
    void run() throws Exception;
  }
}
