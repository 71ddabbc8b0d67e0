package jacquard.compiler;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// One layer that runs as two: `layer` is its name, `choice` the two layers (`3x1 then 1x3`), `rank` the number of channels between them, for
/// each input channel where the first is depthwise.
///
/// `predicted` and `measured` say how many times as fast the two are; `error` is what they lose of the weights, in the Frobenius norm,
/// relative to the weights. A layer may be split again; then it is listed again.
public record Decomposition(String layer, String choice, int rank, double predicted, OptionalDouble measured, double error) {
  Decomposition measured(double speedup) {
    return new Decomposition(layer, choice, rank, predicted, OptionalDouble.of(speedup), error);
  }

  /// `conv3: 3x3 then 1x1, rank 32, predicted 2.1x, measured 1.9x, error 3.1e-07`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: %s, rank %d, predicted %.2fx, %serror %.1e", layer, choice, rank, predicted,
        measured.isPresent() ? String.format(Locale.ROOT, "measured %.2fx, ", measured.getAsDouble()) : "", error);
  }

  /// One line each.
  static List<String> lines(List<Decomposition> decompositions) {
    return decompositions.stream().map(Decomposition::toString).toList();
  }
}
