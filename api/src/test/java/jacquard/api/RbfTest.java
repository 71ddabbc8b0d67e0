package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.layer.RbfCodes;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;

final class RbfTest {
  @Test
  void outputsAreSquaredDistancesToTheCodes() {
    NdArray codes = NdArray.of(Shape.of(2, 3), 1.0, -1, 1, -1, -1, 1);
    for (boolean trained : new boolean[] {false, true}) {
      Model model = Model.define("rbf", ModelOptions.of(Shape.of(3)).dtype(DType.F64), x -> x.rbf(2, r -> r.codes(codes).trained(trained)));
      StepRunner runner = new ReferenceBackend().compile(model.graphs().inference()).runner(1);
      runner.setInput(ModelGraphs.INPUT, NdArray.of(Shape.of(1, 3), 0.5, 0, 2));
      runner.run(1);
      NdArray y = NdArray.of(Shape.of(1, 2), 0.0, 0);
      runner.output(ModelGraphs.OUTPUT, y);
      assertEquals(NdArray.of(Shape.of(1, 2), 0.25 + 1 + 1, 2.25 + 1 + 1), y);
      assertEquals(trained ? 6 : 0, model.summary().parameters());
      assertEquals(trained, model.parameters().containsKey("rbf1.codes"));
    }
  }

  @Test
  void codesAreFarApart() {
    assertEquals(8, least(RbfCodes.digits()));
    assertEquals(8, least(RbfCodes.hadamard(10, 16)));
    assertEquals(40, least(RbfCodes.hadamard(10, 84)));
    assertEquals(Shape.of(10, 84), RbfCodes.digits().shape());
  }

  /// The least number of places two codes differ in.
  private static int least(NdArray codes) {
    int length = codes.shape().extent(1);
    int least = length;
    for (int a = 0; a < codes.shape().extent(0); a++) {
      for (int b = 0; b < a; b++) {
        int differing = 0;
        for (int j = 0; j < length; j++) {
          differing += codes.get(a * length + j) == codes.get(b * length + j) ? 0 : 1;
        }
        least = Math.min(least, differing);
      }
    }
    return least;
  }

  @Test
  void aNetworkLearnsToComeNearTheCodes() {
    var random = new Philox(5, 1, 0);
    var inputs = new float[64 * 2];
    var labels = new int[64];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.normal(i);
      labels[i / 2] += inputs[i] > 0 ? 1 + i % 2 : 0;
    }
    DataSet quadrants = DataSet.of(Shape.of(2), inputs, labels, 4);
    Model model = Model.define("quadrants", Shape.of(2), x -> x.dense(8).tanh().dense(8).tanh().rbf(4));
    TrainingRun run = model.trainer(t -> t.loss(Loss.maximumAPosteriori(8)).optimizer(Optimizer.adam(0.02)).batch(16).epochs(30))
        .fit(quadrants, quadrants);
    assertTrue(run.lastEpoch().testError() < 0.1, () -> run.lastEpoch().toString());
    assertEquals(run.lastEpoch().testError(), run.model().errorRate(quadrants));
    // The trainer evaluates in batches of another size: the mean is rounded elsewhere.
    assertEquals(run.lastEpoch().test().orElseThrow().loss(), run.model().score(quadrants, Loss.maximumAPosteriori(8)).loss(), 1e-6);
    ConfusionMatrix confusion = run.model().confusion(quadrants);
    assertEquals(run.lastEpoch().testError(), confusion.error(), 1e-15);
    assertEquals(64, confusion.examples());
    assertTrue(run.model().topError(2, quadrants) <= run.lastEpoch().testError());
    assertEquals(0, run.model().topError(4, quadrants));
    assertFalse(run.model().parametersSha256().equals(model.parametersSha256()));
  }

  @Test
  void codesThatDoNotFitAreRefused() {
    NdArray codes = RbfCodes.hadamard(2, 4);
    assertEquals("rbf/codes", assertThrows(UserError.class, () ->
        Model.define("rbf", Shape.of(3), x -> x.rbf(2, r -> r.codes(codes)))).code());
    assertEquals("rbf/flatten", assertThrows(UserError.class, () -> Model.define("rbf", Shape.of(1, 2), x -> x.rbf(2))).code());
    assertEquals("rbf/classes", assertThrows(UserError.class, () -> Model.define("rbf", Shape.of(2), x -> x.rbf(0))).code());
  }
}
