package jacquard.oracles;

import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The results of one graph against numbers from elsewhere: within what is agreed, or, where terms cancel, within the roundings of these.
final class OracleComparison {
  private final Map<String, NdArray> results;
  private final TermRoundings terms;
  private final Runnable cancelled;
  private final List<String> problems = new ArrayList<>();

  /// `cancelled` is told of each result that only its terms account for.
  OracleComparison(Map<String, NdArray> results, TermRoundings terms, Runnable cancelled) {
    this.results = results;
    this.terms = terms;
    this.cancelled = cancelled;
  }

  /// Compares the result under `output`.
  void add(String what, String output, NdArray expected, Agreement agreement) {
    NdArray actual = Objects.requireNonNull(results.get(output), output);
    Optional<String> plain = agreement.check(what, expected, actual);
    if (plain.isPresent()) {
      Optional<String> problem = agreement.check(what, expected, actual, terms.limit(output));
      problem.ifPresentOrElse(problems::add, cancelled);
    }
  }

  List<String> problems() {
    return problems;
  }
}
