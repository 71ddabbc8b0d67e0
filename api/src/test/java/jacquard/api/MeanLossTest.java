package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.run.StepRunner;
import jacquard.api.train.Batch;
import jacquard.api.train.Evaluation;
import jacquard.api.train.MeanLoss;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The loss of a set of examples is that of the whole set in one batch, whatever the batches and their order.
final class MeanLossTest {
  private static final double[] WEIGHTS = {1, 40, 0.25};
  private static final int EXAMPLES = 35;
  private static final double F32_ROUNDINGS = 32 * 0x1p-24;

  private static Model model() {
    return Model.define("three", Shape.of(4), x -> x.dense(3));
  }

  /// Most of the second class, the heaviest, come last.
  private static DataSet data() {
    var random = new Philox(5, 0, 0);
    var inputs = new float[EXAMPLES * 4];
    var labels = new int[EXAMPLES];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) (3 * random.normal(i));
    }
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i > 24 ? 1 : i % 2 * 2;
    }
    return DataSet.of(Shape.of(4), inputs, labels, 3);
  }

  private static double loss(Loss loss, DataSet data, int batch) {
    Model model = model();
    StepRunner runner = new ReferenceBackend().compile(model.graphs().evaluation(loss)).runner(1);
    model.values().forEach(runner::setState);
    return Evaluation.of(model.structure(), runner, data, LossGraph.targets(loss, model.structure()), batch, Set.of()).score().loss();
  }

  private static int[] shuffled(int seed) {
    List<Integer> order = new java.util.ArrayList<>(IntStream.range(0, EXAMPLES).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream().mapToInt(i -> i).toArray();
  }

  @Test
  void theMeanOfAWeightedLossIsByTheSumOfWeights() {
    for (Loss loss : List.of(Loss.crossEntropy().weights(WEIGHTS), Loss.crossEntropy(0.1).weights(WEIGHTS), Loss.crossEntropy(),
        Loss.crossEntropy().probabilities().weights(WEIGHTS), Loss.nll().weights(WEIGHTS), Loss.meanSquaredError())) {
      double whole = loss(loss, data(), EXAMPLES);
      for (int batch : new int[] {1, 4, 16, 34}) {
        assertEquals(whole, loss(loss, data(), batch), Math.abs(whole) * F32_ROUNDINGS, loss + " in batches of " + batch);
        assertEquals(whole, loss(loss, data().subset(shuffled(batch)), batch), Math.abs(whole) * F32_ROUNDINGS, loss + " in another order");
      }
    }
  }

  /// With a rate too small to move anything, the loss of an epoch is that of its examples.
  @Test
  void theLossOfAnEpochDoesNotDependOnTheOrderOfExamples() {
    Loss loss = Loss.crossEntropy().weights(WEIGHTS);
    double whole = loss(loss, data(), EXAMPLES);
    for (int seed = 0; seed < 6; seed++) {
      int chosen = seed;
      TrainingRun run = model().trainer(t -> t.backend(new ReferenceBackend()).loss(loss).optimizer(Optimizer.sgd(1e-30)).standardize(false)
          .batch(8).epochs(2).seed(chosen)).fit(data(), data());
      for (Epoch epoch : run.epochs()) {
        assertEquals(whole, epoch.loss(), whole * F32_ROUNDINGS);
        assertEquals(whole, epoch.test().orElseThrow().loss(), whole * F32_ROUNDINGS);
      }
    }
  }

  /// Batches of one: those of a class that does not count have no mean, and make no step.
  @Test
  void batchesWithoutWeightMakeNoStep() {
    Loss loss = Loss.crossEntropy().weights(1, 0, 1);
    double whole = loss(loss, data(), EXAMPLES);
    assertTrue(whole > 0);
    assertEquals(whole, loss(loss, data(), 1), whole * F32_ROUNDINGS);
    DataSet counted = data().take(25);
    TrainingRun all = model().trainer(t -> t.backend(new ReferenceBackend()).loss(loss).standardize(false).batch(1).epochs(1)).fit(data());
    assertTrue(Double.isFinite(all.lastEpoch().loss()));
    assertEquals("loss/weights", assertThrows(UserError.class, () -> Loss.nll().weights(0, 0)).code());
    assertEquals(loss(loss, counted, 25), whole, whole * F32_ROUNDINGS);
  }

  @Test
  void manyBatchesAreAddedWithoutLosingTheSmall() {
    var mean = new MeanLoss(List.of());
    Model model = model();
    DataSet one = data().take(1);
    var batch = new Batch(one, model.structure(), model.structure().output(), 1);
    mean.add(1e16, batch);
    for (int i = 0; i < 999; i++) {
      mean.add(1, batch);
    }
    mean.add(-1e16, batch);
    assertEquals(999 / 1001.0, mean.value());
  }
}
