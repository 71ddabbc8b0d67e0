package jacquard.testkit;

import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A network of layers one after the other; layers that do not fit where they stand are left out, so that any part of it is a network too.
///
/// Prints as DSL code, in Java and in Kotlin.
public record DrawnNetwork(Shape input, List<LayerWord> words) {
  public DrawnNetwork {
    words = List.copyOf(words);
  }

  /// The network, for [Model#define] or [GradientCheck].
  public Network network() {
    return x -> build(x, new ArrayList<>());
  }

  /// The model, in f64.
  public Model model() {
    return Model.define("drawn", ModelOptions.of(input).dtype(DType.F64), network());
  }

  /// The layers that fit.
  public List<LayerWord> layers() {
    var used = new ArrayList<LayerWord>();
    Model.define("drawn", ModelOptions.of(input).dtype(DType.F64), x -> build(x, used));
    return List.copyOf(used);
  }

  private Tensor build(Tensor x, List<LayerWord> used) {
    Tensor y = x.times(1);
    for (LayerWord word : words) {
      if (word.fits().test(y.shape())) {
        used.add(word);
        y = word.layer().of(y, used.size());
      }
    }
    return y;
  }

  /// `Model model = Model.define(…);` in Java.
  public String java() {
    return "Model model = Model.define(\"drawn\", ModelOptions.of(" + shape() + ").dtype(DType.F64), x -> x.times(1)"
        + code(layers().stream().map(LayerWord::java).toList()) + ");";
  }

  /// `val model = Model.define(…) { … }` in Kotlin.
  public String kotlin() {
    return "val model = Model.define(\"drawn\", ModelOptions.of(" + shape() + ").dtype(DType.F64)) { x -> x.times(1.0)"
        + code(layers().stream().map(LayerWord::kotlin).toList()) + "\n}";
  }

  private static String code(List<String> lines) {
    return IntStream.range(0, lines.size()).mapToObj(i -> "\n    " + lines.get(i).replace("#", "" + (i + 1))).collect(Collectors.joining());
  }

  private String shape() {
    return IntStream.range(0, input.rank()).mapToObj(d -> "" + input.extent(d)).collect(Collectors.joining(", ", "Shape.of(", ")"));
  }

  @Override
  public String toString() {
    return "// Java\n" + java() + "\n\n// Kotlin\n" + kotlin();
  }
}
