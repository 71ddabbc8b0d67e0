package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Updates on the reference evaluator; `TorchTrainingOracleTest` (in `tests`) has every optimiser's numbers through compiled code.
final class OptimizerGraphTest {
  private static Graph graph(TensorType type, Optimizer optimizer) {
    var g = new GraphBuilder("update");
    TensorType scalar = new TensorType(DType.F64, Shape.SCALAR);
    Node rate = g.input("learning_rate", scalar);
    Node step = g.input("step", scalar);
    Node loss = g.input("loss", scalar);
    Node gradient = g.input("gradient", type);
    new OptimizerGraph(g, optimizer, rate, step, loss).add(g.state("p", type), gradient);
    return g.build();
  }

  @Test
  void aLossThatIsNotFiniteChangesNothing() {
    for (Optimizer optimizer : new Optimizer[] {Optimizer.sgd(0.1).momentum(0.9), Optimizer.adam(0.1).amsgrad(true),
        Optimizer.rmsProp(0.1).centered(true).momentum(0.9), Optimizer.adagrad(0.1).rateDecay(0.1)}) {
      NdArray start = NdArray.of(Shape.of(2), 1.0, -2.0);
      Graph graph = graph(start.type(), optimizer);
      Map<String, NdArray> leaves = new HashMap<>();
      graph.states().forEach(s -> leaves.put(((State) s.op()).name(), start));
      leaves.put("learning_rate", NdArray.of(Shape.SCALAR, 0.1));
      leaves.put("step", NdArray.of(Shape.SCALAR, 1.0));
      leaves.put("gradient", NdArray.of(Shape.of(2), Double.NaN, 1.0));
      for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        leaves.put("loss", NdArray.of(Shape.SCALAR, loss));
        Evaluator.run(graph, leaves).forEach((name, value) -> assertEquals(start, value, name));
      }
    }
  }

  @Test
  void theFirstStepByHand() {
    // g = 2, p = 1: v = 0.01·4, so the step is lr·2/√0.04 = 10·lr; Adagrad's is lr·2/√4 = lr.
    assertEquals(1 - 0.1 * 10, next(Optimizer.rmsProp(0.1).epsilon(0), 1), 1e-14);
    assertEquals(1 - 0.1, next(Optimizer.adagrad(0.1).epsilon(0), 1), 1e-14);
    assertEquals(1 - 0.1 / 1.4, next(Optimizer.adagrad(0.1).epsilon(0).rateDecay(0.2), 3), 1e-14);
    assertEquals(1 - 0.1, next(Optimizer.adam(0.1).epsilon(0).amsgrad(true), 1), 1e-14);
  }

  /// PyTorch's centred RMSprop takes the root of a negative number at step 1,182 of these.
  @Test
  void gradientsThatStayTheSameKeepACentredStepFinite() {
    StepRunner runner = Backend.standard().compile(centred()).runner(1);
    for (String state : List.of("p", "p/square", "p/mean")) {
      runner.setState(state, NdArray.of(Shape.SCALAR, 0f));
    }
    runner.setScalar("learning_rate", 1e-3);
    runner.setScalar("loss", 0);
    runner.setScalar("gradient", 0.7);
    double before = 0;
    for (int step = 1; step <= 3000; step++) {
      runner.setScalar("step", step);
      runner.run(1);
      double now = runner.state("p").get(0);
      assertTrue(now < before && before - now <= 1e-3 * 0x1p12, "step " + step + " from " + before + " to " + now);
      before = now;
    }
  }

  private static Graph centred() {
    var g = new GraphBuilder("update");
    TensorType scalar = new TensorType(DType.F32, Shape.SCALAR);
    Node rate = g.input("learning_rate", scalar);
    Node step = g.input("step", scalar);
    Node loss = g.input("loss", scalar);
    Node gradient = g.input("gradient", scalar);
    new OptimizerGraph(g, Optimizer.rmsProp(1e-3).centered(true), rate, step, loss).add(g.state("p", scalar), gradient);
    return g.build();
  }

  private static double next(Optimizer optimizer, int step) {
    Graph graph = graph(new TensorType(DType.F64, Shape.SCALAR), optimizer);
    Map<String, NdArray> leaves = new HashMap<>();
    graph.states().forEach(s -> leaves.put(((State) s.op()).name(), NdArray.of(Shape.SCALAR, 0.0)));
    leaves.put("p", NdArray.of(Shape.SCALAR, 1.0));
    leaves.put("learning_rate", NdArray.of(Shape.SCALAR, optimizer.learningRate()));
    leaves.put("step", NdArray.of(Shape.SCALAR, (double) step));
    leaves.put("gradient", NdArray.of(Shape.SCALAR, 2.0));
    leaves.put("loss", NdArray.of(Shape.SCALAR, 0.0));
    return Evaluator.run(graph, leaves).get("next:p").get(0);
  }
}
