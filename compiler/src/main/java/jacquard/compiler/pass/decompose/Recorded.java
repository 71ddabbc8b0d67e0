package jacquard.compiler.pass.decompose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Passes decisions on, and keeps what was made of them.
public final class Recorded implements Decisions {
  /// A split that was made.
  public record Made(LayerWeights layer, Option option) {
    /// The two layers: `3x1 then 1x3`.
    public String text() {
      return option.split().text(layer.work().kernel());
    }
  }

  private final Decisions decisions;
  private final List<Made> made = new ArrayList<>();

  public Recorded(Decisions decisions) {
    this.decisions = decisions;
  }

  @Override
  public Optional<Factored> decide(LayerWeights layer) {
    return decisions.decide(layer);
  }

  @Override
  public void made(LayerWeights layer, Option option) {
    made.add(new Made(layer, option));
  }

  public List<Made> made() {
    return List.copyOf(made);
  }
}
