package jacquard.api;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Builds what a user's own layers are made of: parameters, constants, states, functions.
///
/// Errors   `state/next`, `reduce/batch`, `apply/result`.
final class OwnLayer {
  private OwnLayer() {}

  /// Fans as of a weight `[outputs, inputs…]`; 1 of a vector.
  static Tensor parameter(Tensor x, String name, Shape shape, Initializer start) {
    LayerBuilder layer = x.network().layer("parameter", "parameter", name);
    boolean vector = shape.rank() < 2;
    int outputs = vector ? 1 : shape.extent(0);
    var fan = new Fan(vector ? 1 : Math.toIntExact(Math.min(Integer.MAX_VALUE, shape.size() / Math.max(1, outputs))), outputs);
    return layer.finish(layer.parameter("", shape, start, fan), "parameter" + shape, x.field());
  }

  static Tensor constant(Tensor x, NdArray value) {
    LayerBuilder layer = x.network().layer("constant", "constant", null);
    layer.countFixed(value.type().shape().size());
    return layer.finish(layer.constant(value), "constant" + value.type().shape(), x.field());
  }

  static Tensor state(Tensor x, String name, Shape shape, double initial, UnaryOperator<Tensor> next) {
    LayerBuilder layer = x.network().layer("state", "state", name);
    Node state = layer.statistic("", shape, initial);
    Tensor now = layer.finish(layer.latest(state), "state" + shape, x.field());
    if (layer.training()) {
      Tensor value = x.network().apart(name, () -> next.apply(now));
      if (value.network() != x.network() || !value.type().equals(state.type())) {
        throw layer.error("next", "this cannot be the state's next value").got("%s", value).expected("%s of this network", state.type())
            .fix("reduce over the batch with batchMean(), then over other dimensions with mean(…)").build();
      }
      layer.next(state, value.node());
    }
    return now;
  }

  static Tensor batchMean(Tensor x) {
    LayerBuilder layer = x.network().layer("reduce", "batchMean", null);
    if (!x.isBatched()) {
      throw layer.error("batch", "this tensor has no batch dimension").got("%s", x).fix("leave batchMean() out").build();
    }
    long operations = x.shape().size();
    return layer.finish(layer.add(new ReduceMean(List.of(0), false), x.node()), "batchMean", operations, operations, x.field());
  }

  static Tensor apply(Tensor x, UnaryOperator<Value> function) {
    LayerBuilder layer = x.network().layer("apply", "apply", null);
    return finish(layer, function.apply(value(x)), x);
  }

  static Tensor apply(Tensor x, Tensor other, BinaryOperator<Value> function) {
    LayerBuilder layer = x.network().layer("apply", "apply", null);
    return finish(layer, function.apply(value(x), value(other)), x);
  }

  static Tensor apply(Tensor x, Fn function, Tensor... more) {
    LayerBuilder layer = x.network().layer("apply", "apply", null);
    Value[] arguments = Stream.concat(Stream.of(x), Arrays.stream(more)).map(OwnLayer::value).toArray(Value[]::new);
    return finish(layer, function.invoke(arguments), x);
  }

  private static Value value(Tensor x) {
    return new Value(x.network().graph(), x.node());
  }

  /// What an element of the result sees is not known, unless the shape says that it is one of the same place.
  private static Tensor finish(LayerBuilder layer, Value result, Tensor x) {
    boolean batched = result.type().shape().isBatched();
    if (result.graph() != x.network().graph() || batched != x.isBatched() || result.dtype() != x.dtype()) {
      throw layer.error("result", "the function does not give one result for each example").got("%s of %s", result, x)
          .expected("%s[%s…], computed from the argument", x.dtype().text(), x.isBatched() ? "N," : "")
          .fix("dimension 0 is the batch: leave it where it is, as in sum(1, 2)").build();
    }
    ReceptiveField field = result.type().shape().equals(x.type().shape()) ? x.field() : ShapeLayer.seen(x);
    return layer.finish(result.node(), "apply", field);
  }
}
