package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Validation and early stopping with a script in place of a network: one step an epoch, whose number is the parameter.
final class EarlyStoppingTest {
  private static final List<Double> LOSSES = List.of(5.0, 3.0, 2.0, 2.5, 1.95, 2.1, 2.2, 2.3, 1.0, 0.5);
  private static final DataSet DATA = DataSet.ofTargets(Shape.of(1), new float[2], Shape.of(1), new float[2]);

  private static TrainingRun run(Consumer<TrainerOptions> options) {
    Model counter = Model.define("counter", Shape.of(1), x -> x.dense(1, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(1, 1), 0f)));
    return counter.trainer(t -> options.accept(t.backend(new ScriptedBackend(LOSSES)).loss(Loss.meanSquaredError()).batch(2)
        .epochs(LOSSES.size()).standardize(false).validation(DATA))).fit(DATA);
  }

  private static void assertRun(int epochs, int best, TrainingRun run) {
    assertEquals(epochs, run.epochs().size());
    assertEquals(best, run.bestEpoch());
    assertEquals(best == 0 ? epochs : best, run.model().parameters().get("dense1.weight").get(0));
    assertFalse(run.stopped());
  }

  @Test
  void withoutPatienceEveryEpochRunsAndTheLastCounts() {
    TrainingRun run = run(t -> {});
    assertRun(10, 0, run);
    assertEquals(LOSSES, run.epochs().stream().map(e -> e.validation().orElseThrow().loss()).toList());
    assertEquals(OptionalDouble.empty(), run.lastEpoch().validation().orElseThrow().error());
    assertEquals(Optional.empty(), run.lastEpoch().test());
  }

  @Test
  void patienceEndsTheRunAndRestoresTheBest() {
    assertRun(4, 3, run(t -> t.earlyStopping(1)));
    assertRun(7, 5, run(t -> t.earlyStopping(2)));
    assertRun(8, 5, run(t -> t.earlyStopping(3)));
    assertRun(10, 10, run(t -> t.earlyStopping(4)));
  }

  @Test
  void smallImprovementsDoNotCount() {
    assertRun(5, 3, run(t -> t.earlyStopping(EarlyStopping.patience(2).minDelta(0.1))));
  }

  @Test
  void theBestIsKeptOnlyWhereAsked() {
    assertRun(10, 10, run(t -> t.keepBest(true)));
    assertRun(7, 0, run(t -> t.earlyStopping(2).keepBest(false)));
  }

  @Test
  void validationIsNeeded() {
    Model model = Model.define("line", Shape.of(1), x -> x.dense(1));
    Trainer trainer = model.trainer(t -> t.loss(Loss.meanSquaredError()).earlyStopping(3));
    assertEquals("train/validation", assertThrows(UserError.class, () -> trainer.fit(DATA)).code());
    assertEquals("train/option", assertThrows(UserError.class, () -> model.trainer(t -> t.validation(1.0))).code());
    assertEquals("train/option", assertThrows(UserError.class, () -> EarlyStopping.patience(0)).code());
  }
}
