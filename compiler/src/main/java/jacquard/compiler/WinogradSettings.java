package jacquard.compiler;

import java.util.List;
import java.util.Map;

/// Over which tiles convolutions of 3x3 taps run: as `layers` says by name, all others as `otherwise` says.
public record WinogradSettings(Map<String, Tile> layers, Tile otherwise) {
  /// How many results of each dimension are computed together.
  public enum Tile {
    /// What is predicted to be fastest, in `f32`.
    PREDICTED(0),
    /// Each result by itself.
    DIRECT(1),
    /// 2x2 results by 16 products for each pair of channels, in place of 36.
    TWO(2),
    /// 4x4 results by 36 products, in place of 144.
    FOUR(4);

    private final int outputs;

    Tile(int outputs) {
      this.outputs = outputs;
    }
  }

  public WinogradSettings {
    layers = Map.copyOf(layers);
  }

  /// Every layer as is predicted to be fastest.
  public static WinogradSettings predicted() {
    return all(Tile.PREDICTED);
  }

  /// Every layer over the same tiles.
  public static WinogradSettings all(Tile tile) {
    return new WinogradSettings(Map.of(), tile);
  }

  /// What is asked for a node of the layers `names`, as the pass has it.
  int outputs(List<String> names) {
    return names.stream().filter(layers::containsKey).findFirst().map(layers::get).orElse(otherwise).outputs;
  }
}
