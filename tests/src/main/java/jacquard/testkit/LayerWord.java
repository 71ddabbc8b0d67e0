package jacquard.testkit;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;
import java.util.List;
import java.util.function.Predicate;

/// A layer that networks are drawn from, with its code in Java and Kotlin: `.conv(4, 3)`.
///
/// `fits` says which shapes, without the batch, it takes. `#` in the code is the layer's place in the network, from 1.
public record LayerWord(String java, String kotlin, Predicate<Shape> fits, Placed layer) {
  /// The layer at its place in a network.
  @FunctionalInterface
  public interface Placed {
    Tensor of(Tensor x, int place);
  }

  /// A layer whose code reads the same in both languages.
  public static LayerWord of(String code, Predicate<Shape> fits, Network layer) {
    return new LayerWord(code, code, fits, (x, place) -> layer.build(x));
  }

  /// A layer of one's own, a block `NAME1`, `NAME2` …; `expression` is its code as a function of `y`, in both languages:
  /// `y.times(y.sigmoid())`.
  public static LayerWord own(String name, String expression, Predicate<Shape> fits, Network layer) {
    return new LayerWord(".block(\"" + name + "#\", y -> " + expression + ")", ".block(\"" + name + "#\") { y -> " + expression + " }",
        fits, (x, place) -> x.block(name + place, layer));
  }

  /// Layers of the DSL without decisions, so that difference quotients mean something everywhere.
  public static List<LayerWord> smooth() {
    Predicate<Shape> any = s -> true;
    Predicate<Shape> vector = s -> s.rank() == 1;
    Predicate<Shape> image = s -> s.rank() == 3 && s.extent(1) >= 3 && s.extent(2) >= 3;
    return List.of(of(".tanh()", any, Tensor::tanh), of(".sigmoid()", any, Tensor::sigmoid), of(".softplus()", any, Tensor::softplus),
        of(".silu()", any, Tensor::silu), of(".gelu()", any, Tensor::gelu), of(".sin()", any, Tensor::sin),
        of(".times(0.5)", any, x -> x.times(0.5)), of(".softmax()", any, Tensor::softmax), of(".layerNorm()", any, Tensor::layerNorm),
        of(".dense(3)", vector, x -> x.dense(3)), of(".dense(5)", vector, x -> x.dense(5)), of(".conv(2, 3)", image, x -> x.conv(2, 3)),
        of(".pointwise(3)", image, x -> x.pointwise(3)), of(".avgPool(2)", image, x -> x.avgPool(2)),
        of(".flatten()", s -> s.rank() > 1, Tensor::flatten), of(".globalAvgPool()", image, Tensor::globalAvgPool));
  }
}
