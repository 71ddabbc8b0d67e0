package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.api.train.Evaluation;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The training loop on the reference evaluator, with examples small enough for it.
final class TrainerTest {
  private static final Shape INPUT = Shape.of(1, 4, 4);

  /// Bright in the upper or the lower half, with noise.
  private static DataSet halves(int size, int stream) {
    var random = new Philox(5, stream, 0);
    var pixels = new float[size * 16];
    var labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.index(i, 2);
      for (int p = 0; p < 16; p++) {
        boolean bright = p / 8 == labels[i];
        pixels[i * 16 + p] = (float) ((bright ? 200 : 100) + 40 * random.normal(1000 + i * 16 + p));
      }
    }
    return DataSet.of(INPUT, pixels, labels, 2);
  }

  private static Model small() {
    return Model.define("small", INPUT, x -> x.conv(2, 3).relu().flatten().dense(2));
  }

  private static Trainer trainer(Model model, Consumer<TrainerOptions> options) {
    return model.trainer(t -> options.accept(t.backend(new ReferenceBackend()).batch(16).epochs(4)
        .optimizer(Optimizer.adam(0.02)).seed(3)));
  }

  @Test
  void augmentationIsTheSameOnEveryRun() {
    DataSet train = halves(48, 0);
    Model start = small();
    String plain = trainer(start, t -> {}).fit(train).model().parametersSha256();
    String augmented = trainer(start, t -> t.augment(a -> a.crop(1).flip())).fit(train).model().parametersSha256();
    assertFalse(plain.equals(augmented));
    assertEquals(augmented, trainer(start, t -> t.augment(a -> a.crop(1).flip())).fit(train).model().parametersSha256());
    assertFalse(augmented.equals(trainer(start, t -> t.augment(a -> a.crop(1).flip()).seed(4)).fit(train).model().parametersSha256()));
  }

  @Test
  void trainingLearnsTestsAndReports() {
    List<Progress> steps = new ArrayList<>();
    List<Epoch> told = new ArrayList<>();
    TrainingListener listener = new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        steps.add(progress);
      }

      @Override
      public void epochDone(Epoch epoch, Model model) {
        told.add(epoch);
      }
    };
    TrainingRun run = trainer(small(), t -> t.listener(listener)).fit(halves(40, 1), halves(25, 2));
    assertEquals(4, run.epochs().size());
    assertEquals(run.epochs(), told);
    assertEquals(4 * 3, steps.size());      // 40 = 16 + 16 + 8
    assertEquals(3, steps.getLast().steps());
    assertTrue(run.lastEpoch().loss() < 0.5 * run.epochs().getFirst().loss(), () -> run.epochs().toString());
    assertTrue(run.lastEpoch().testError() <= 0.04, () -> run.epochs().toString());
    assertTrue(run.lastEpoch().imagesPerSecond() > 0);
    assertFalse(run.stopped());
    assertTrue(run.model().standardization().isPresent());
  }

  @Test
  void theTrainedModelIsTheOneTestedAndFedRawInputs() {
    DataSet test = halves(25, 2);
    TrainingRun run = trainer(small(), t -> {}).fit(halves(40, 1), test);
    StepRunner evaluation = new ReferenceBackend().compile(run.model().graphs().evaluation(Loss.crossEntropy())).runner(1);
    run.model().values().forEach(evaluation::setState);
    Evaluation again = Evaluation.of(run.model().structure(), evaluation, test,
        LossGraph.targets(Loss.crossEntropy(), run.model().structure()), 10, Set.of());
    assertEquals(run.lastEpoch().testError(), again.score().error().orElseThrow());
  }

  @Test
  void seedsDecideEverything() {
    DataSet data = halves(20, 1);
    String first = trainer(small(), t -> t.epochs(1)).fit(data).model().parametersSha256();
    assertEquals(first, trainer(small(), t -> t.epochs(1)).fit(data).model().parametersSha256());
    assertFalse(first.equals(trainer(small(), t -> t.epochs(1).seed(4)).fit(data).model().parametersSha256()));
    assertFalse(first.equals(trainer(small().withSeed(1), t -> t.epochs(1)).fit(data).model().parametersSha256()));
  }

  @Test
  void squaredErrorTrainsOnTargets() {
    var inputs = new float[] {0, 1, 2, 3, 4, 5, 6, 7};
    var targets = new float[] {1, 3, 5, 7, 9, 11, 13, 15};
    DataSet line = DataSet.ofTargets(Shape.of(1), inputs, Shape.of(1), targets);
    TrainingRun run = Model.define("line", Shape.of(1), x -> x.dense(1)).trainer(t -> t.backend(new ReferenceBackend())
        .loss(Loss.meanSquaredError()).optimizer(Optimizer.sgd(0.1).momentum(0.5)).batch(4).epochs(40)).fit(line, line);
    assertTrue(run.lastEpoch().loss() < 1e-3, () -> run.lastEpoch().toString());
    assertEquals(OptionalDouble.empty(), run.lastEpoch().test().orElseThrow().error());
    assertEquals("train/not-measured", assertThrows(UserError.class, () -> run.lastEpoch().testError()).code());
  }

  @Test
  void frozenLayersKeepTheirBits() {
    frozenLayersKeepTheirBits(Backend.standard());
    frozenLayersKeepTheirBits(new ReferenceBackend());
  }

  private static void frozenLayersKeepTheirBits(Backend backend) {
    Model model = small();
    Model trained = trainer(model, t -> t.backend(backend).freeze("conv1.*").clip(GradientClip.norm(1))
        .penalty(Penalty.l2(1e-3, "*.weight")).group("*.bias", g -> g.weightDecay(0).rateFactor(0.5))).fit(halves(40, 1)).model();
    model.parameters().forEach((name, value) ->
        assertEquals(name.startsWith("conv1"), value.equals(trained.parameters().get(name)), name));
  }

  private static double loss(Epoch epoch) {
    return epoch.validation().orElseThrow().loss();
  }

  @Test
  void aPartOfTheTrainingSetIsPutAside() {
    TrainingRun run = trainer(small(), t -> t.validation(0.25).earlyStopping(EarlyStopping.patience(2).byLoss(true)))
        .fit(halves(40, 1), halves(20, 2));
    Epoch best = run.epochs().get(run.bestEpoch() - 1);
    run.epochs().forEach(e -> assertTrue(loss(e) >= loss(best), run.epochs()::toString));
    assertTrue(best.test().orElseThrow().loss() > 0 && best.validationError() <= 1, best::toString);
    // 30 examples are left to train on: the whole run is that on this part, with that part's mean and deviation.
    DataSet part = halves(40, 1).split(0.25, 3).train();
    assertEquals(30, part.size());
    Model again = trainer(small(), t -> t.epochs(run.bestEpoch())).fit(part).model();
    assertEquals(again.parametersSha256(), run.model().parametersSha256());
  }

  @Test
  void stoppingKeepsTheLastStep() {
    Trainer[] trainer = new Trainer[1];
    trainer[0] = trainer(small(), t -> t.listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        if (progress.epoch() == 2 && progress.step() == 1) {
          trainer[0].stop();
        }
      }
    }));
    TrainingRun run = trainer[0].fit(halves(40, 1));
    assertTrue(run.stopped());
    assertEquals(1, run.epochs().size());
    assertFalse(run.model().parametersSha256().equals(small().parametersSha256()));
  }

  @Test
  void anInterruptStopsCleanlyAndTheModelCanBeSaved(@TempDir Path folder) {
    Trainer trainer = trainer(small(), t -> t.listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        Thread.currentThread().interrupt();
      }
    }));
    TrainingRun run = trainer.fit(halves(40, 1));
    assertTrue(run.stopped());
    run.model().save(folder.resolve("small.safetensors"));
    Model loaded = small().load(folder.resolve("small.safetensors"));
    assertEquals(run.model().parametersSha256(), loaded.parametersSha256());
    assertEquals(run.model().standardization(), loaded.standardization());
  }

  /// Interrupts that come before and while a listener writes a file.
  @Test
  void anInterruptDoesNotBreakWhatAListenerSaves(@TempDir Path folder) throws InterruptedException {
    Path file = folder.resolve("small.safetensors");
    Thread training = Thread.currentThread();
    Thread[] interrupting = new Thread[1];
    Trainer trainer = trainer(small(), t -> t.listener(new TrainingListener() {
      @Override
      public void epochDone(Epoch epoch, Model model) {
        training.interrupt();
        interrupting[0] = Thread.ofPlatform().start(() -> {
          for (int i = 0; i < 50; i++) {
            training.interrupt();
            Thread.onSpinWait();
          }
        });
        for (int i = 0; i < 20; i++) {
          model.save(file);
        }
      }
    }));
    TrainingRun run = trainer.fit(halves(40, 1));
    interrupting[0].join();
    Thread.interrupted();
    assertTrue(run.stopped());
    assertEquals(1, run.epochs().size());
    assertEquals(run.model().parametersSha256(), small().load(file).parametersSha256());
  }

  /// What a listener writes by itself is not broken by an interrupt that came before.
  @Test
  void aPendingInterruptIsPutAsideWhileListenersRun() {
    List<Boolean> seen = new ArrayList<>();
    Trainer trainer = trainer(small(), t -> t.batch(40).epochs(1).listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        seen.add(Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt();
      }

      @Override
      public void epochDone(Epoch epoch, Model model) {
        seen.add(Thread.currentThread().isInterrupted());
      }
    }));
    trainer.fit(halves(40, 1));
    assertEquals(List.of(false, false), seen);
    assertTrue(Thread.interrupted(), "the interrupt is kept");
  }

  @Test
  void aRunStoppedInItsFirstEpochHasNoLastOne() {
    Trainer trainer = trainer(small(), t -> {});
    trainer.stop();
    TrainingRun run = trainer.fit(halves(40, 1));
    assertTrue(run.stopped());
    assertEquals(List.of(), run.epochs());
    assertEquals("train/no-epoch", assertThrows(UserError.class, run::lastEpoch).code());
  }

  @Test
  void aLossThatIsNotFiniteNamesStepAndLayer() {
    Model model = Model.define("broken", INPUT, x -> x.conv(2, 3).minus(1e30).log().flatten().dense(2));
    UserError error = assertThrows(UserError.class, () -> trainer(model, t -> {}).fit(halves(20, 1)));
    assertEquals("train/not-finite", error.code());
    assertTrue(error.getMessage().contains("step 1 of epoch 1"), error.getMessage());
    assertTrue(error.getMessage().contains("layer \"log1\""), error.getMessage());
    assertTrue(error.getMessage().contains("TrainerTest.java"), error.getMessage());
  }

  @Test
  void parametersThatRanAwayAreFound() {
    UserError error = assertThrows(UserError.class, () -> trainer(small(), t -> t.optimizer(Optimizer.sgd(1e30)))
        .fit(halves(40, 1)));
    assertEquals("train/not-finite", error.code());
    assertTrue(error.getMessage().contains("layer \"") || error.getMessage().contains("parameter "), error.getMessage());
  }

  @Test
  void dataThatDoesNotFitIsRefused() {
    DataSet data = halves(4, 1);
    assertCode("train/classes", Model.define("one", INPUT, x -> x.flatten().dense(1)), Loss.crossEntropy(), data);
    assertCode("train/input-shape", Model.define("wide", Shape.of(1, 5, 5), x -> x.flatten().dense(2)), Loss.crossEntropy(), data);
    assertCode("train/targets", Model.define("three", INPUT, x -> x.flatten().dense(3)), Loss.meanSquaredError(), data);
    assertCode("train/empty", small(), Loss.crossEntropy(), data.slice(0, 0));
    assertCode("loss/softmax", Model.define("soft", INPUT, x -> x.flatten().dense(2).softmax()), Loss.crossEntropy(), data);
    DataSet numbers = DataSet.ofTargets(INPUT, new float[16], Shape.of(2), new float[2]);
    assertCode("train/labels", small(), Loss.crossEntropy(), numbers);
  }

  private static void assertCode(String code, Model model, Loss loss, DataSet data) {
    UserError error = assertThrows(UserError.class, () -> trainer(model, t -> t.loss(loss)).fit(data));
    assertEquals(code, error.code());
  }
}
