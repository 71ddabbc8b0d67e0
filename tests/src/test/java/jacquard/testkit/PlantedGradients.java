package jacquard.testkit;

import jacquard.api.Fn;
import jacquard.api.Value;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Layers of `[N,C]` with a gradient that is wrong in one way, each in the place of a `tanh`.
final class PlantedGradients {
  /// A layer's function.
  interface Body {
    Value of(Value x);
  }

  static final int CHANNELS = 3;

  private PlantedGradients() {}

  /// The op of a function of `[N,CHANNELS]` with this gradient.
  static Op custom(Body forward, Fn.Cotangents backward) {
    var type = new TensorType(DType.F64, Shape.of(CHANNELS).batched());
    return Fn.custom(List.of(type), x -> forward.of(x.getFirst()), backward).graph().output().op();
  }

  private static Value standardised(Value x, boolean constantMean, boolean constantScale) {
    Value mean = kept(x, 1).times(1.0 / CHANNELS);
    Value centred = x.minus(constantMean ? mean.stopGradient() : mean);
    Value variance = kept(centred.square(), 1).times(1.0 / CHANNELS).plus(0.1);
    Value scale = variance.sqrt();
    return centred.div(constantScale ? scale.stopGradient() : scale);
  }

  /// The twenty, by name, for two examples.
  static Map<String, Op> all() {
    var all = new LinkedHashMap<String, Op>();
    Map<String, Body> smooth = new LinkedHashMap<>();
    smooth.put("tanh", Value::tanh);
    smooth.put("sigmoid", Value::sigmoid);
    smooth.put("sin", Value::sin);
    smooth.put("softplus", Value::softplus);
    smooth.forEach((name, f) -> all.put(name + ", wrong sign",
        custom(f, (x, y, dy) -> List.of(slope(name, x.getFirst()).times(dy).unaryMinus()))));
    Body swish = x -> x.times(x.sigmoid());
    all.put("swish, missing term", custom(swish, (x, y, dy) -> List.of(x.getFirst().sigmoid().times(dy))));
    all.put("x·tanh, missing term", custom(x -> x.times(x.tanh()), (x, y, dy) -> List.of(x.getFirst().tanh().times(dy))));
    all.put("x + sin, missing term", custom(x -> x.plus(x.sin()), (x, y, dy) -> List.of(dy)));
    all.put("square, missing factor", custom(Value::square, (x, y, dy) -> List.of(x.getFirst().times(dy))));
    Body centred = x -> x.minus(kept(x, 1).times(1.0 / CHANNELS));
    all.put("centred by example, wrong broadcast", custom(centred,
        (x, y, dy) -> List.of(dy.minus(kept(dy, 0).times(0.5)))));
    all.put("scaled by a sum, wrong broadcast", custom(x -> x.times(kept(x, 1)),
        (x, y, dy) -> List.of(dy.times(kept(x.getFirst(), 1)).plus(dy.times(x.getFirst())))));
    all.put("centred by batch, wrong broadcast", custom(x -> x.minus(kept(x, 0).times(0.5)),
        (x, y, dy) -> List.of(dy.minus(dy.sum().times(0.5 / CHANNELS)))));
    all.put("summed, wrong broadcast", custom(x -> x.plus(kept(x, 1)),
        (x, y, dy) -> List.of(dy.plus(dy.sum()))));
    all.put("mean, stale statistic", own(x -> standardised(x, true, false)));
    all.put("deviation, stale statistic", own(x -> standardised(x, false, true)));
    all.put("both, stale statistic", own(x -> standardised(x, true, true)));
    all.put("norm, stale statistic", own(x -> x.div(kept(x.square(), 1).plus(1).sqrt().stopGradient())));
    all.put("gate, detached branch", own(x -> x.times(x.sigmoid().stopGradient())));
    all.put("residual, detached branch", own(x -> x.stopGradient().plus(x.tanh())));
    all.put("second term, detached branch", own(x -> x.tanh().plus(x.sin().stopGradient())));
    all.put("whole, detached branch", new StopGradient());
    return all;
  }

  /// The gradient that reverse mode finds for a body that stops it somewhere.
  private static Op own(Body stopped) {
    var type = new TensorType(DType.F64, Shape.of(CHANNELS).batched());
    return Fn.custom(List.of(type), x -> stopped.of(x.getFirst()), (x, y, dy) -> List.of(reversed(stopped, x.getFirst(), dy)))
        .graph().output().op();
  }

  private static Value reversed(Body stopped, Value x, Value dy) {
    Fn weighted = Fn.of(List.of(x.type(), dy.type()), (a, c) -> stopped.of(a).times(c).sum());
    return weighted.derivative(0).invoke(x, dy);
  }

  /// The sum along one dimension, which stays with extent 1.
  private static Value kept(Value x, int dim) {
    return Value.of(new ReduceSum(List.of(dim), true), x);
  }

  private static Value slope(String name, Value x) {
    return switch (name) {
      case "tanh" -> x.constant(1).minus(x.tanh().square());
      case "sigmoid" -> x.sigmoid().times(x.constant(1).minus(x.sigmoid()));
      case "sin" -> x.cos();
      default -> x.sigmoid();
    };
  }

  /// `graph` with `op` in the place of the `tanh` of each layer that `layer` accepts.
  static Graph in(Graph graph, String layer, Op op) {
    var g = new GraphBuilder(graph.name());
    var copies = new IdentityHashMap<Node, Node>();
    for (Node node : graph.nodes()) {
      boolean here = node.op() instanceof Tanh && node.loc().layers().contains(layer);
      copies.put(node, g.append(here ? op : node.op(), node.inputs().stream().map(copies::get).toList(), node.type(), node.loc()));
    }
    graph.outputs().forEach((name, node) -> g.output(name, copies.get(node)));
    graph.next().forEach((state, value) -> g.next(copies.get(state), copies.get(value)));
    return g.build();
  }
}
