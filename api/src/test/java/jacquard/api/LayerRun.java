package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// One small network in f64 on one example: its result, and its gradients for a cotangent of the result, by the reference evaluator.
record LayerRun(Model model) {
  static LayerRun of(Shape input, Network body) {
    return new LayerRun(Model.define("net", ModelOptions.of(input).dtype(DType.F64), body));
  }

  /// The same network with these values in place of the parameters they name.
  LayerRun parameter(String name, double... values) {
    NdArray value = NdArray.of(model.parameters().get(name).shape(), values);
    return new LayerRun(model.withParameters(Map.of(name, value)));
  }

  double[] output(double... x) {
    return Evaluator.run(model.graphs().inference(), Map.of("x", input(x))).get("output").doubles();
  }

  private NdArray input(double... x) {
    return NdArray.of(model.inputShape().inserted(0, Dim.of(1)), x);
  }

  /// The gradients of `<cotangent, output>` for `x` and every parameter, by name.
  Map<String, double[]> gradients(double[] x, double[] cotangent) {
    Graph forward = model.graphs().evaluation();
    var g = GraphBuilder.continuing(forward);
    Node y = forward.outputs().get("output");
    Node dy = g.input("dy", y.type());
    var names = new ArrayList<>(List.of("x"));
    var sources = new ArrayList<>(List.of(forward.inputs().getFirst()));
    for (Node state : forward.states()) {
      names.add(((State) state.op()).name());
      sources.add(state);
    }
    List<Node> gradients = Gradient.of(y, dy, sources, g);
    for (int i = 0; i < names.size(); i++) {
      g.output("d" + names.get(i), gradients.get(i));
    }
    var leaves = new LinkedHashMap<>(model.parameters());
    leaves.put("x", input(x));
    leaves.put("dy", NdArray.of(model.outputShape().inserted(0, Dim.of(1)), cotangent));
    var found = new LinkedHashMap<String, double[]>();
    Evaluator.run(g.build(), leaves).forEach((name, value) -> found.put(name, value.doubles()));
    return found;
  }

  /// Numbers between -1 and 1.
  static double[] random(int size, int stream) {
    var random = new Philox(5, stream, 0);
    return IntStream.range(0, size).mapToDouble(i -> 2 * random.uniform(i) - 1).toArray();
  }

  static NdArray array(Shape shape, int stream) {
    return NdArray.of(shape, random(NdArray.zeros(new TensorType(DType.F64, shape)).size(), stream));
  }

  Summary.Row row(String name) {
    return model.summary().row(name);
  }
}
