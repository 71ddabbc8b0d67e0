package jacquard.compiler.pass.decompose;

import jacquard.compiler.pass.Finding;

/// A layer that runs as two, of which [DecomposeWeights] tells.
public record Decomposed(LayerWeights layer, Option option) implements Finding {
  /// The two layers: `3x1 then 1x3`.
  public String text() {
    return option.split().text(layer.work().kernel());
  }
}
