package jacquard.api.build;

import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.api.network.Term;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Builds what a user's own layers are made of: parameters, constants, states, functions.
///
/// Errors   `state/next`, `reduce/batch`, `apply/result`.
public final class OwnLayer {
  private OwnLayer() {}

  /// Fans as of a weight `[outputs, inputs…]`; 1 of a vector.
  public static Symbol parameter(Symbol x, String name, Shape shape, Initializer start) {
    LayerBuilder layer = x.network().layer("parameter", "parameter", name);
    requireNoBatch(layer, shape);
    boolean vector = shape.rank() < 2;
    int outputs = vector ? 1 : shape.extent(0);
    var fan = new Fan(vector ? 1 : Math.toIntExact(Math.min(Integer.MAX_VALUE, shape.size() / Math.max(1, outputs))), outputs);
    return layer.finish(layer.parameter("", shape, start, fan), "parameter" + shape, x.field());
  }

  private static void requireNoBatch(LayerBuilder layer, Shape shape) {
    if (shape.isBatched()) {
      throw layer.error("shape", "what a network keeps has no batch dimension").got("%s", shape)
          .expected("%s", shape.slice(1, shape.rank())).fix("leave out batched(): it meets every example of the batch").build();
    }
  }

  public static Symbol constant(Symbol x, NdArray value) {
    LayerBuilder layer = x.network().layer("constant", "constant", null);
    layer.countFixed(value.type().shape().size());
    return layer.finish(layer.constant(value), "constant" + value.type().shape(), x.field());
  }

  public static Symbol state(Symbol x, String name, Shape shape, double initial, UnaryOperator<Symbol> next) {
    LayerBuilder layer = x.network().layer("state", "state", name);
    requireNoBatch(layer, shape);
    Node state = layer.statistic("", shape, initial);
    Symbol now = layer.finish(layer.latest(state), "state" + shape, x.field());
    if (layer.training()) {
      Symbol value = x.network().apart(name, () -> next.apply(now));
      if (value.network() != x.network() || !value.type().equals(state.type())) {
        throw layer.error("next", "this cannot be the state's next value").got("%s", value).expected("%s of this network", state.type())
            .fix("reduce over the batch with batchMean(), then over other dimensions with mean(…)").build();
      }
      layer.next(state, value.node());
    }
    return now;
  }

  public static Symbol batchMean(Symbol x) {
    LayerBuilder layer = x.network().layer("reduce", "batchMean", null);
    if (!x.isBatched()) {
      throw layer.error("batch", "this tensor has no batch dimension").got("%s", x).fix("leave batchMean() out").build();
    }
    long operations = x.shape().size();
    return layer.finish(layer.add(new ReduceMean(List.of(0), false), x.node()), "batchMean", operations, operations, x.field());
  }

  /// `function` of the nodes of `operands`, the first of which the result goes by.
  public static Symbol apply(List<Symbol> operands, Function<List<Term>, Term> function) {
    Symbol x = operands.getFirst();
    LayerBuilder layer = x.network().layer("apply", "apply", null);
    List<Term> terms = operands.stream().map(o -> new Term(o.network().graph(), o.node())).toList();
    return finish(layer, layer.within(() -> function.apply(terms)), x);
  }

  /// What an element of the result sees is not known, unless the shape says that it is one of the same place.
  private static Symbol finish(LayerBuilder layer, Term result, Symbol x) {
    boolean batched = result.type().shape().isBatched();
    if (result.graph() != x.network().graph() || batched != x.isBatched() || result.type().dtype() != x.dtype()) {
      throw layer.error("result", "the function does not give one result for each example").got("%s of %s", result.type(), x)
          .expected("%s[%s…], computed from the argument", x.dtype().text(), x.isBatched() ? "N," : "")
          .fix("dimension 0 is the batch: leave it where it is, as in sum(1, 2)").build();
    }
    ReceptiveField field = result.type().shape().equals(x.type().shape()) ? x.field() : ShapeLayer.seen(x);
    return layer.finish(result.node(), "apply", field);
  }
}
