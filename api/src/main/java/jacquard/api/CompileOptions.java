package jacquard.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a model is compiled; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `outputs` | the layers or blocks whose results the program gives, by name; outputs of the model count too | the model's outputs |
public final class CompileOptions {
  final List<String> outputs = new ArrayList<>();

  CompileOptions() {}

  public CompileOptions outputs(String... names) {
    outputs.addAll(Arrays.asList(names));
    return this;
  }
}
