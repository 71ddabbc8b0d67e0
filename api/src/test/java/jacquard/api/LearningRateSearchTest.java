package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.report.RateSearch;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LearningRateSearchTest {
  /// `x ← x·(1 − 2·rate)` converges for rates below 1: the search ends beyond, and suggests one before.
  @Test
  void aParabolaIsDescendedBelowItsLimit() {
    Model model = Model.define("x", Shape.of(1), x -> x.dense(1, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(1, 1), 5f)));
    DataSet data = DataSet.ofTargets(Shape.of(1), new float[] {1}, Shape.of(1), new float[] {0});
    Trainer trainer = model.trainer(t -> t.loss(Loss.meanSquaredError()).optimizer(Optimizer.sgd(1)).standardize(false));
    RateSearch found = trainer.findLearningRate(data, 1e-4, 100, 120);
    List<RateSearch.Point> points = found.points();
    assertEquals(1e-4, points.getFirst().rate(), 1e-15);
    assertEquals(points.get(1).rate() / points.get(0).rate(), points.get(9).rate() / points.get(8).rate(), 1e-9);
    assertEquals(25, points.getFirst().loss(), 1e-5);
    assertTrue(points.size() < 120 && points.getLast().rate() > 0.9, found::toString);
    assertTrue(found.suggested() > 1e-3 && found.suggested() < 1 && found.largest() < 10, found::toString);
    assertEquals("train/rates", assertThrows(UserError.class, () -> trainer.findLearningRate(data, 1, 0.1, 10)).code());
  }

  /// The whole run's rate would leave the loss where it was, or make it infinite, at either end of the range.
  @Test
  void theRateSuggestedTrains() {
    DataSet digits = DrawnDigits.generate(1, 1000);
    Model model = Model.define("net", Shape.of(1, 28, 28), x -> x.flatten().dense(30).relu().dense(10));
    double rate = model.trainer(t -> t.optimizer(Optimizer.sgd(1).momentum(0.9)).batch(50)).findLearningRate(digits).suggested();
    TrainingRun run = model.trainer(t -> t.optimizer(Optimizer.sgd(rate).momentum(0.9)).batch(50).epochs(3)).fit(digits);
    assertTrue(run.lastEpoch().loss() < 0.5 * run.epochs().getFirst().loss(), () -> rate + ": " + run.epochs());
  }
}
