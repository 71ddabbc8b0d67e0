package jacquard.oracles;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.AccumulatedMagnitude;
import jacquard.ir.eval.Roundings;
import jacquard.ir.graph.Graph;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What the results of a graph may be off by for the rounding of their terms, whatever is left of these:
///
///     limit[i] = 2 · roundings · u · magnitude[i]
///
/// with `u` = 2⁻⁵³ or 2⁻²⁴, the magnitudes of [AccumulatedMagnitude] and the roundings that [Roundings#allowed] grants a graph of such
/// sums, once for each of the two that are compared. Where terms do not cancel this is far below any other tolerance.
///
/// Two examples `x` of a batch normalisation, for instance, have normalised values ±√(v/(v + ε)), so that the terms of its gradient, of
/// magnitude 1, add up to ε/(v + ε) of them. No formula that holds for any number of examples avoids the difference.
final class TermRoundings {
  private final Graph graph;
  private final Map<String, NdArray> leaves;
  private final double roundings;
  private @Nullable Map<String, NdArray> magnitudes;

  TermRoundings(Graph graph, Map<String, NdArray> leaves, int batch, DType dtype) {
    this.graph = graph;
    this.leaves = leaves;
    this.roundings = 2 * Roundings.allowed(graph, batch) * (dtype == DType.F64 ? 0x1p-53 : 0x1p-24);
  }

  /// For the elements of output `name`.
  IntToDoubleFunction limit(String name) {
    if (magnitudes == null) {
      magnitudes = AccumulatedMagnitude.of(graph, leaves);
    }
    NdArray magnitude = Objects.requireNonNull(magnitudes.get(name), name);
    return i -> roundings * magnitude.get(i);
  }
}
