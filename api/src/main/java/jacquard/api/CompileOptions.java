package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.run.Backend;
import jacquard.compiler.Tuning;
import jacquard.compiler.WinogradSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a model is compiled; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `outputs` | the layers or blocks whose results the program gives, by name; outputs of the model count too | the model's outputs |
/// | `decompose` | how weights are decomposed, see [DecomposeOptions] | where nothing is lost and it pays |
/// | `winograd` | over which tiles 3x3 convolutions run, all or by the layer's name | what is predicted to be fastest |
/// | `tuning` | the register tiles of contractions, as they were measured ([Program#tune]) | what is predicted to be fastest |
/// | `history` | what each pass made is kept, for [Program#explorer] | only what runs |
/// | `threads` | threads that share one run, the caller's included; results do not depend on it | one per processor |
/// | `memoryBudget` | bytes that the values of a run may take at any batch size, parameters not counted | none |
///
/// Errors   `memory/budget` where no plan is that small: for less than one byte here, else when a batch of that size is run first.
public final class CompileOptions {
  final List<String> outputs = new ArrayList<>();
  private Backend backend = Backend.standard();
  private boolean history;
  private @Nullable Tuning tuning;
  int threads = Backend.threads();
  private @Nullable DecomposeOptions decompose;
  private final Map<String, WinogradSettings.Tile> tiles = new LinkedHashMap<>();
  private WinogradSettings.@Nullable Tile otherTiles;

  CompileOptions() {}

  /// `compile(c -> c.decompose(d -> d.tolerance(0.01)))`.
  public CompileOptions decompose(Consumer<DecomposeOptions> options) {
    decompose = new DecomposeOptions();
    Check.given("the function that sets options", options).accept(decompose);
    return this;
  }

  /// Over which tiles the convolutions of `layers` run, or, where none is named, all others. In `f32` a layer of 3x3 taps, stride 1 and 16
  /// channels and more runs over the tiles that are predicted to be fastest, with fewer multiplications and an error some ten times that of
  /// `DIRECT`, which sums each result by itself.
  ///
  /// Errors: `compile/output` for a name that the model does not have, when it is compiled.
  public CompileOptions winograd(WinogradSettings.Tile tile, String... layers) {
    Check.given("the tile", tile);
    if (Check.given("the array of layers", layers).length == 0) {
      otherTiles = tile;
    }
    for (String layer : layers) {
      tiles.put(Check.given("the name of a layer", layer), tile);
    }
    return this;
  }

  /// Register tiles that were measured to be faster than the predicted ones, from the file that [Program#tune] or `bench --tune` wrote.
  /// Bits do not change.
  ///
  /// Errors: those of [Tuning#read].
  public CompileOptions tuning(Path file) {
    tuning = Tuning.read(file);
    return this;
  }

  /// The layers, blocks or outputs whose results the program gives; those of the network unless given.
  public CompileOptions outputs(String... names) {
    outputs.addAll(Arrays.asList(Check.all("the array of names", "a name", names)));
    return this;
  }

  /// Threads that share one run, the caller's included: 1 where many callers run at once, each on a thread of its own.
  public CompileOptions threads(int count) {
    Check.from1To(jacquard.runtime.Executable.MAX_THREADS, "threads", count);
    threads = count;
    return this;
  }

  /// Results keep their bits: what does not fit is computed again in place of being kept.
  public CompileOptions memoryBudget(long bytes) {
    Check.memoryBudget(bytes);
    backend = Backend.standard().within(bytes);
    return this;
  }

  /// Keeps the graph after each pass, and with it the weights as they were, so that the explorer shows how the program came to be.
  public CompileOptions history() {
    history = true;
    return this;
  }

  /// What the model is compiled with.
  Backend backend(Model model) {
    Backend chosen = history ? backend.beginning().keepingHistory() : backend.beginning();
    chosen = tuning == null ? chosen : chosen.tuned(tuning);
    if (otherTiles != null || !tiles.isEmpty()) {
      tiles.keySet().forEach(model.structure().inference()::result);
      chosen = chosen.winograd(new WinogradSettings(tiles, otherTiles == null ? WinogradSettings.Tile.PREDICTED : otherTiles));
    }
    return decompose == null ? chosen : chosen.decomposing(decompose.settings(model));
  }
}
