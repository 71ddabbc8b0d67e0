package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Batch norms of batches that give them one value per channel.
final class BatchStatisticsTest {
  private static final Model VECTORS = Model.define("vectors", Shape.of(3), x -> x.dense(4).batchNorm().relu().dense(2));
  private static final Model MAPS = Model.define("maps", Shape.of(1, 2, 2), x -> x.conv(4, 2).batchNorm().flatten().dense(2));

  private static DataSet data(int examples, int... shape) {
    var inputs = new float[(int) (examples * Shape.of(shape).size())];
    var labels = new int[examples];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i % 5;
    }
    for (int i = 0; i < examples; i++) {
      labels[i] = i % 2;
    }
    return DataSet.of(Shape.of(shape), inputs, labels, 2);
  }

  private static UserError fit(Model model, int batch, int examples, int... shape) {
    Trainer trainer = model.trainer(t -> t.loss(Loss.crossEntropy()).batch(batch).epochs(1));
    return assertThrows(UserError.class, () -> trainer.fit(data(examples, shape)));
  }

  @Test
  void batchesOfOneExampleAreRefused() {
    UserError error = fit(VECTORS, 1, 6, 3);
    assertEquals("train/one-value", error.code());
    assertTrue(error.getMessage().contains("layer \"batchNorm1\" of \"vectors\""), error.getMessage());
    assertTrue(error.getMessage().contains("batch(2)"), error.getMessage());
    assertEquals(List.of("at", "at", "got", "got", "expected", "fix"),
        error.getMessage().lines().skip(1).map(l -> l.strip().split(" ")[0]).toList(), error.getMessage());
    assertEquals("train/one-value", fit(MAPS, 1, 6, 1, 2, 2).code());
    assertEquals("train/one-value", fit(VECTORS, 8, 1, 3).code());
  }

  @Test
  void theLastBatchOfAnEpochCounts() {
    String message = fit(VECTORS, 4, 9, 3).getMessage();
    assertTrue(message.contains("9 examples in batches of 4, which leave one example for the last of each epoch"), message);
    assertTrue(message.contains("batch(5)"), message);
    VECTORS.trainer(t -> t.loss(Loss.crossEntropy()).batch(4).epochs(1)).fit(data(10, 3));
    VECTORS.trainer(t -> t.loss(Loss.crossEntropy()).batch(5).epochs(1)).fit(data(5, 3));
  }

  @Test
  void aStepOnOneExampleIsRefused() {
    Steps steps = VECTORS.trainer(t -> t.loss(Loss.crossEntropy())).steps(3);
    UserError error = assertThrows(UserError.class, () -> steps.step(Map.of("x", NdArray.of(Shape.of(1, 3), 1f, 2, 3), "target",
        NdArray.of(Shape.of(1), 1))));
    assertEquals("train/one-value", error.code());
    steps.step(Map.of("x", NdArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6), "target", NdArray.of(Shape.of(2), 1, 0)));
  }

  @Test
  void severalPositionsAreEnough() {
    Model model = Model.define("wide", Shape.of(1, 2, 2), x -> x.batchNorm().flatten().dense(2));
    assertEquals(List.of(), model.warnings());
    model.trainer(t -> t.loss(Loss.crossEntropy()).batch(1).epochs(1)).fit(data(3, 1, 2, 2));
  }

  @Test
  void modelsWarnOfSingleValues() {
    for (Model model : List.of(VECTORS, MAPS)) {
      assertEquals(List.of("layer \"batchNorm1\": each channel has one value per example, so that a batch of one example, be it the last "
          + "of an epoch, cannot be trained on"), model.warnings());
    }
    Model constant = Model.define("constant", Shape.of(4, 1, 1), x -> x.instanceNorm().groupNorm(4).flatten().layerNorm());
    assertEquals(2, constant.warnings().size(), constant.warnings().toString());
    assertTrue(constant.warnings().getFirst().contains("instanceNorm1"), constant.warnings().toString());
  }
}
