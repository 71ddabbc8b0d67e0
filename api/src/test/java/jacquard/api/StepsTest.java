package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DrawnDigits;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Training of several outputs, step by step; training with layers that differ by mode.
final class StepsTest {
  private static final NdArray A = NdArray.of(Shape.of(4, 2), 0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0.8);
  private static final NdArray B = NdArray.of(Shape.of(4, 1), 1.0, 2, 3, 4);
  private static final NdArray LABELS = NdArray.of(Shape.of(4), 0, 1, 2, 1);
  private static final NdArray NUMBERS = NdArray.of(Shape.of(4, 1), 0.5, 0.25, 0.75, 1);

  private static Model twoHeads() {
    return Model.define("heads", Inputs.of("a", Shape.of(2)).and("b", Shape.of(1)).dtype(DType.F64), in -> {
      Tensor both = in.get("a").dense(6).plus(in.get("b").dense(6)).tanh();
      return Tensors.of("class", both.dense(3)).and("number", both.dense(1));
    });
  }

  @Test
  void lossesOfSeveralOutputsAddUpByWeight() {
    Map<String, NdArray> arrays = Map.of("a", A, "b", B, "target.class", LABELS, "target.number", NUMBERS);
    double cross = first(Loss.output("class", Loss.crossEntropy()), Map.of("a", A, "b", B, "target.class", LABELS));
    double square = first(Loss.output("number", Loss.meanSquaredError()), Map.of("a", A, "b", B, "target.number", NUMBERS));
    Loss both = Loss.output("class", Loss.crossEntropy()).and("number", Loss.meanSquaredError(), 0.5);
    assertEquals(cross + 0.5 * square, first(both, arrays), 1e-12);

    Steps steps = twoHeads().trainer(t -> t.loss(both).optimizer(Optimizer.adam(0.02))).steps(200);
    double before = steps.step(arrays);
    double after = before;
    for (int i = 0; i < 199; i++) {
      after = steps.step(arrays);
    }
    assertTrue(after < before / 4, before + " to " + after);
    Map<String, NdArray> outputs = steps.model().compile().run(Map.of("a", A, "b", B));
    assertEquals(0, Metrics.wrong(outputs.get("class"), LABELS.ints(), 4));
  }

  private static double first(Loss loss, Map<String, NdArray> arrays) {
    return twoHeads().trainer(t -> t.loss(loss)).steps(1).step(arrays);
  }

  @Test
  void mistakesAreSaid() {
    Loss both = Loss.output("class", Loss.crossEntropy()).and("number", Loss.meanSquaredError(), 0.5);
    assertEquals("loss/outputs", code(() -> twoHeads().trainer(t -> t.loss(Loss.crossEntropy())).steps(1)));
    assertEquals("loss/outputs", code(() -> twoHeads().trainer(t -> t.loss(Loss.output("clas", Loss.crossEntropy()))).steps(1)));
    assertEquals("loss/outputs", code(() -> Loss.output("a", Loss.huber(1)).and("a", Loss.huber(1), 1)));
    assertEquals("run/inputs", code(() -> twoHeads().trainer(t -> t.loss(both)).steps(1).step(Map.of("a", A))));
    assertEquals("run/shape", code(() -> twoHeads().trainer(t -> t.loss(both)).steps(1).step(Map.of("a", A, "b", A,
        "target.class", LABELS, "target.number", NUMBERS))));
    for (int label : new int[] {-1, 3}) {
      assertEquals("data/label-range", code(() -> twoHeads().trainer(t -> t.loss(both)).steps(1).step(Map.of("a", A, "b", B,
          "target.class", NdArray.of(Shape.of(4), 0, 1, label, 1), "target.number", NUMBERS))));
    }
    assertEquals("train/single", code(() -> twoHeads().trainer(t -> t.loss(both)).fit(DrawnDigits.generate(1, 8))));
    assertEquals("train/single", code(() -> twoHeads().errorRate(DrawnDigits.generate(1, 8))));
  }

  @Test
  void aRateOfZeroMovesNothing() {
    Steps steps = twoHeads().trainer(t -> t.loss(Loss.output("class", Loss.crossEntropy())).optimizer(Optimizer.sgd(0))).steps(1);
    steps.step(Map.of("a", A, "b", B, "target.class", LABELS));
    assertEquals(twoHeads().parametersSha256(), steps.model().parametersSha256());
  }

  private static String code(Executable action) {
    return assertThrows(UserError.class, action).code();
  }

  @Test
  void aNetworkWithStatisticsAndDropoutTrainsBitForBitAgain() {
    var data = DrawnDigits.generate(1, 64);
    Model model = Model.define("net", data.inputShape(), x -> x
        .conv(4, 5, c -> c.stride(2)).batchNorm().relu().auxiliary("aux", 0.3, t -> t.mean(1, 2).dense(10))
        .spatialDropout(0.1).flatten().dropout(0.2).dense(10));
    Trainer trainer = model.trainer(t -> t.batch(16).epochs(2).seed(3));
    TrainingRun run = trainer.fit(data, data);
    assertEquals(run.lastEpoch().testError(), run.model().errorRate(data));
    assertNotEquals(model.statistics(), run.model().statistics());
    TrainingRun again = model.trainer(t -> t.batch(16).epochs(2).seed(3).threads(1)).fit(data, data);
    assertEquals(run.model().parametersSha256(), again.model().parametersSha256());
    assertEquals(run.model().statistics(), again.model().statistics());
  }
}
