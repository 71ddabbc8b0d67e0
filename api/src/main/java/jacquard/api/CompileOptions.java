package jacquard.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a model is compiled; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `outputs` | the layers or blocks whose results the program gives, by name; outputs of the model count too | the model's outputs |
/// | `decompose` | how weights are decomposed, see [DecomposeOptions] | where nothing is lost and it pays |
public final class CompileOptions {
  final List<String> outputs = new ArrayList<>();

  @Nullable DecomposeOptions decompose;

  CompileOptions() {}

  /// `compile(c -> c.decompose(d -> d.tolerance(0.01)))`.
  public CompileOptions decompose(Consumer<DecomposeOptions> options) {
    decompose = new DecomposeOptions();
    options.accept(decompose);
    return this;
  }

  public CompileOptions outputs(String... names) {
    outputs.addAll(Arrays.asList(names));
    return this;
  }
}
