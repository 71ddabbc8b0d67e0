package jacquard.api.train;

import jacquard.api.network.Layer;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.DeadUnits;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.reduction.ReduceMax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The largest value of each unit of the rectified layers over a batch, as outputs `LAYER/largest` of an evaluation graph.
///
/// Shapes   `[C]` of a layer `[N,C,H…]`.
public final class DeadUnitOutputs {
  private static final String SUFFIX = "/largest";

  private final List<Layer> layers;
  private final List<NdArray> batch = new ArrayList<>();
  private final List<double[]> largest = new ArrayList<>();

  private DeadUnitOutputs(List<Layer> layers) {
    this.layers = layers;
    for (Layer layer : layers) {
      int units = layer.output().extent(0);
      batch.add(NdArray.zeros(new TensorType(layer.result().type().dtype(), Shape.of(units))));
      largest.add(new double[units]);
    }
  }

  /// Those of `structure`, nothing seen yet.
  static DeadUnitOutputs of(NetworkDefinition structure) {
    return new DeadUnitOutputs(layers(structure));
  }

  private static List<Layer> layers(NetworkDefinition structure) {
    return structure.inference().everyLayer().filter(l -> l.parts().isEmpty() && l.result().op() instanceof Relu && l.output().rank() > 0)
        .toList();
  }

  /// Adds the outputs to a graph that holds a copy of each node of `structure`'s graph for inference.
  public static void add(NetworkDefinition structure, UnaryOperator<Node> copy, GraphBuilder g) {
    for (Layer layer : layers(structure)) {
      Node result = copy.apply(layer.result());
      List<Integer> axes = IntStream.range(0, result.type().rank()).filter(a -> a != 1).boxed().toList();
      g.output(layer.name() + SUFFIX, g.add(new ReduceMax(axes, false), result));
    }
  }

  void clear() {
    largest.forEach(units -> Arrays.fill(units, 0));
  }

  /// Takes what the last run gave.
  void take(StepRunner runner) {
    for (int i = 0; i < layers.size(); i++) {
      NdArray values = batch.get(i);
      runner.output(layers.get(i).name() + SUFFIX, values);
      double[] units = largest.get(i);
      for (int u = 0; u < units.length; u++) {
        units[u] = Math.max(units[u], values.get(u));
      }
    }
  }

  List<DeadUnits> result() {
    return IntStream.range(0, layers.size()).mapToObj(i -> new DeadUnits(layers.get(i).name(),
        (int) Arrays.stream(largest.get(i)).filter(v -> v == 0).count(), largest.get(i).length)).toList();
  }
}
