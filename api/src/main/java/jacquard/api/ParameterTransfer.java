package jacquard.api;

import jacquard.api.network.Parameter;
import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What copying values between models gave: the model with the values, and the names of its parameters and statistics by what became
/// of them: `copied`; of `otherShape` in the source; `missing` there.
///
/// ```kotlin
/// val (model, copied) = classifier.withParametersOf(pretrained)
/// ```
public record ParameterTransfer(Model model, List<String> copied, List<String> otherShape, List<String> missing) {
  public ParameterTransfer {
    copied = List.copyOf(copied);
    otherShape = List.copyOf(otherShape);
    missing = List.copyOf(missing);
  }

  public Model component1() {
    return model;
  }

  public List<String> component2() {
    return copied;
  }

  /// `target` with the values of `source` that fit it by name and shape.
  static ParameterTransfer of(Model target, Model source) {
    var given = new LinkedHashMap<String, NdArray>();
    var otherShape = new ArrayList<String>();
    var missing = new ArrayList<String>();
    var values = source.values();
    for (Parameter p : target.structure().states()) {
      NdArray value = values.get(p.name());
      if (value == null) {
        missing.add(p.name());
      } else if (value.shape().equals(p.type().shape())) {
        given.put(p.name(), value);
      } else {
        otherShape.add(p.name());
      }
    }
    return new ParameterTransfer(target.withParameters(given), List.copyOf(given.keySet()), otherShape, missing);
  }
}
