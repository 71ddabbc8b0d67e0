package jacquard.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a model is compiled; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `outputs` | the layers or blocks whose results the program gives, by name; outputs of the model count too | the model's outputs |
/// | `memoryBudget` | bytes that the values of a run may take at any batch size, parameters not counted | none |
///
/// Errors   `memory/budget` where no plan is that small: for less than one byte here, else when a batch of that size is run first.
public final class CompileOptions {
  final List<String> outputs = new ArrayList<>();
  private Backend backend = Backend.standard();

  CompileOptions() {}

  public CompileOptions outputs(String... names) {
    outputs.addAll(Arrays.asList(names));
    return this;
  }

  /// Results keep their bits: what does not fit is computed again in place of being kept.
  public CompileOptions memoryBudget(long bytes) {
    Check.memoryBudget(bytes);
    backend = Backend.standard().within(bytes);
    return this;
  }

  /// What the model is compiled with.
  Backend backend() {
    return backend;
  }
}
