package jacquard.compiler;

import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.decompose.Decomposed;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// One layer that runs as two: `layer` is its name, `choice` the two layers (`3x1 then 1x3`), `rank` the number of channels between them,
/// for each input channel where the first is depthwise.
///
/// `predicted` and `measured` say how many times as fast the two are; `error` is what they lose of the weights, in the Frobenius norm,
/// relative to the weights. A layer may be split again; then it is listed again.
public record Decomposition(String layer, String choice, int rank, double predicted, OptionalDouble measured, double error) {
  /// What the passes made of layers.
  static List<Decomposition> of(PassManager.Result passes) {
    return passes.findings().stream().filter(Decomposed.class::isInstance).map(Decomposed.class::cast).map(d -> new Decomposition(
        d.layer().name(), d.text(), d.option().rank(), d.option().speedup(), OptionalDouble.empty(), d.option().residual())).toList();
  }

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
