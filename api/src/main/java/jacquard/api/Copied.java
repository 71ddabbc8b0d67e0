package jacquard.api;

import java.util.List;

/// What copying values between models gave: the model with the values, and the names of its parameters and statistics by what became
/// of them: `copied`; of `otherShape` in the source; `missing` there.
///
/// ```kotlin
/// val (model, copied) = classifier.withParametersOf(pretrained)
/// ```
public record Copied(Model model, List<String> copied, List<String> otherShape, List<String> missing) {
  public Copied {
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
}
