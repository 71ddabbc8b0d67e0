package jacquard.api.nets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The registry, and that every network in it has all its graphs.
final class NetsTest {
  @ParameterizedTest
  @ValueSource(strings = {"linear", "lenet5", "convnet-mnist", "convnet-cifar10"})
  void everyNetworkGivesLogitsForTenClassesAndHasAllGraphs(String name) {
    assertTrue(Nets.names().contains(name));
    Model model = Nets.define(name);
    assertEquals(Shape.of(10), model.outputShape());
    Graph training = model.graphs().training(Loss.crossEntropy(), TrainingDefaults.optimizer());
    assertEquals(3 * model.parameters().size(), training.states().size());
    assertEquals(training.states().size(), training.next().size());
    assertEquals(model.parameters().size(), model.graphs().evaluation().states().size());
    assertEquals(0, model.graphs().inference().states().size());
    assertEquals(model.summary().rows().size(), model.graphs().activations().outputs().size());
  }

  @Test
  void optionsChangeInputAndType() {
    Model wide = Nets.define("convnet-mnist", o -> o.input(Shape.of(3, 32, 32)).dtype(DType.F64).seed(4));
    assertEquals(DType.F64, wide.dtype());
    assertEquals(Shape.of(3, 32, 32), wide.inputShape());
  }

  @Test
  void anInputTooSmallIsLocatedInTheNetwork() {
    UserError error = assertThrows(UserError.class, () -> Nets.define("lenet5", o -> o.input(Shape.of(1, 8, 8))));
    assertTrue(error.getMessage().contains("Lenet5.java"), error.getMessage());
  }
}
