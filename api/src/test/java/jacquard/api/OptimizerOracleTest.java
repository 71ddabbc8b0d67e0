package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Optimisers against PyTorch's, six steps per setting, in f64 on the reference evaluator.
final class OptimizerOracleTest {
  private static final double RELATIVE = 1e-12;

  @Test
  void everySettingOfSgdAdamAndAdamWMatches() {
    assumeTrue(SharedFiles.present());
    int run = 0;
    for (JsonElement element : SharedFiles.training("optimizers.json").getAsJsonArray("cases")) {
      JsonObject oracle = element.getAsJsonObject();
      Optional<Optimizer> optimizer = optimizer(oracle.get("optimizer").getAsString(), oracle.getAsJsonObject("settings"));
      if (optimizer.isPresent()) {
        check(oracle, optimizer.get());
        run++;
      }
    }
    assertEquals(7, run);
  }

  private static Optional<Optimizer> optimizer(String name, JsonObject s) {
    double rate = s.get("lr").getAsDouble();
    if (s.has("amsgrad")) {
      return Optional.empty();
    }
    return switch (name) {
      case "sgd" -> Optional.of(Optimizer.sgd(rate).momentum(number(s, "momentum", 0)).dampening(number(s, "dampening", 0))
          .nesterov(s.has("nesterov")).weightDecay(number(s, "weight_decay", 0)));
      case "adam" -> Optional.of(adam(Optimizer.adam(rate), s));
      case "adamw" -> Optional.of(adam(Optimizer.adamW(rate), s));
      default -> Optional.empty();
    };
  }

  private static Optimizer adam(Optimizer.Adam adam, JsonObject s) {
    Optimizer.Adam set = adam.weightDecay(number(s, "weight_decay", adam.weightDecay())).epsilon(number(s, "eps", adam.epsilon()));
    return s.has("betas")
        ? set.betas(s.getAsJsonArray("betas").get(0).getAsDouble(), s.getAsJsonArray("betas").get(1).getAsDouble()) : set;
  }

  private static double number(JsonObject settings, String name, double otherwise) {
    return settings.has(name) ? settings.get(name).getAsDouble() : otherwise;
  }

  private static void check(JsonObject oracle, Optimizer optimizer) {
    NdArray start = SharedFiles.array(oracle.get("parameter"));
    Graph graph = graph(start.type(), optimizer);
    Map<String, NdArray> leaves = new HashMap<>();
    graph.states().forEach(s -> leaves.put(((State) s.op()).name(), NdArray.zeros(s.type())));
    leaves.put("p", start);
    leaves.put("learning_rate", NdArray.of(Shape.SCALAR, optimizer.learningRate()));
    leaves.put("loss", NdArray.of(Shape.SCALAR, 0.0));
    int step = 0;
    for (JsonElement expected : oracle.getAsJsonArray("steps")) {
      leaves.put("step", NdArray.of(Shape.SCALAR, (double) ++step));
      leaves.put("gradient", SharedFiles.array(expected.getAsJsonObject().get("gradient")));
      Evaluator.run(graph, leaves).forEach((name, value) -> leaves.put(name.replace("next:", ""), value));
      Closeness.assertClose(oracle.get("optimizer") + " " + oracle.get("settings") + " step " + step,
          SharedFiles.array(expected.getAsJsonObject().get("parameter_after")), leaves.get("p"), RELATIVE);
    }
  }

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
    for (Optimizer optimizer : new Optimizer[] {Optimizer.sgd(0.1).momentum(0.9), Optimizer.adam(0.1)}) {
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
}
