package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.run.Backend;
import jacquard.api.train.CheckpointFile;
import jacquard.ir.Mistakes;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that goes on from a checkpoint ends with the bits of one that was never interrupted.
final class CheckpointsTest {
  private static final Shape INPUT = Shape.of(1, 6, 6);
  private static final int EPOCHS = 4;

  @TempDir
  private Path folder;

  /// 44 examples, three steps of 16, 16 and 12.
  private static DataSet data() {
    var random = new Philox(7, 1, 0);
    var pixels = new float[44 * 36];
    var labels = new int[44];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.index(i, 3);
      for (int p = 0; p < 36; p++) {
        pixels[i * 36 + p] = (float) (random.normal(1000 + i * 36 + p) + (p / 12 == labels[i] ? 1 : 0));
      }
    }
    return DataSet.of(INPUT, pixels, labels, 3);
  }

  private static Model net() {
    return Model.define("net", INPUT, x -> x.conv(4, 3).batchNorm().relu().dropout(0.2).flatten().dense(3));
  }

  private static Trainer trainer(Consumer<TrainerOptions> options) {
    return net().trainer(t -> options.accept(t.backend(new ReferenceBackend()).batch(16).epochs(EPOCHS).seed(3).threads(1)));
  }

  /// Stops a run after some of its steps.
  private static final class Stopping implements TrainingListener {
    private final int after;
    private int steps;
    private Trainer trainer = trainer(t -> {});

    Stopping(int after) {
      this.after = after;
    }

    @Override
    public void stepDone(Progress progress) {
      if (++steps == after) {
        trainer.stop();
      }
    }
  }

  /// The run that is stopped after `steps` steps.
  private TrainingRun stopped(int steps, Checkpoints checkpoints, Consumer<TrainerOptions> options) {
    var stopping = new Stopping(steps);
    Trainer trainer = trainer(options.andThen(t -> t.listener(stopping).checkpoints(checkpoints)));
    stopping.trainer = trainer;
    return trainer.fit(data(), data().take(10));
  }

  private static List<String> figures(TrainingRun run) {
    return run.epochs().stream().map((Epoch e) -> e.number() + " " + e.loss() + " " + e.trainError() + " " + e.test() + e.validation())
        .toList();
  }

  private static void assertSame(TrainingRun whole, TrainingRun resumed) {
    assertEquals(whole.model().parametersSha256(), resumed.model().parametersSha256());
    assertEquals(whole.model().statistics(), resumed.model().statistics());
    assertEquals(figures(whole), figures(resumed));
    assertEquals(whole.bestEpoch(), resumed.bestEpoch());
    assertFalse(resumed.stopped());
  }

  @Test
  void aRunStoppedInTheMiddleOfAnEpochGoesOnToTheSameBits() {
    List<Consumer<TrainerOptions>> choices = List.of(t -> t.backend(Backend.standard()), t -> t.shards(2),
        t -> t.optimizer(Optimizer.sgd(0.05).momentum(0.9)).augment(a -> a.crop(1)),
        t -> t.optimizer(Optimizer.rmsProp(1e-3)).validation(data().take(12)).earlyStopping(1).freeze("conv1.weight"));
    for (int i = 0; i < choices.size(); i++) {
      Consumer<TrainerOptions> options = choices.get(i);
      TrainingRun whole = trainer(options).fit(data(), data().take(10));
      Path runs = folder.resolve("run" + i);
      // The second of the three steps of epoch 2.
      assertTrue(stopped(5, Checkpoints.in(runs), options).stopped());
      CheckpointFile file = CheckpointFile.read(Checkpoints.newest(runs).orElseThrow());
      assertEquals(List.of(5L, 1, 2), List.of(file.state().steps(), file.state().epoch(), file.state().step()));
      assertSame(whole, trainer(options).resume(runs).fit(data(), data().take(10)));
    }
  }

  @Test
  void everyCheckpointLeadsToTheSameEnd() throws IOException {
    Consumer<TrainerOptions> options = t -> t.validation(data().take(12)).keepBest(true);
    TrainingRun whole = trainer(options.andThen(t -> t.checkpoints(Checkpoints.in(folder).everySteps(1).keep(100))))
        .fit(data(), data().take(10));
    assertEquals(whole.model().parametersSha256(), trainer(options).fit(data()).model().parametersSha256());
    List<Path> files = files();
    assertEquals(EPOCHS * 3, files.size());
    for (Path file : files) {
      assertSame(whole, trainer(options).resume(file).fit(data(), data().take(10)));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theNewestAreKeptAndNumbersRise() throws IOException {
    trainer(t -> t.checkpoints(Checkpoints.in(folder).everySteps(2).keep(2))).fit(data());
    assertEquals(List.of("checkpoint-000005.safetensors", "checkpoint-000006.safetensors"),
        files().stream().map(f -> f.getFileName().toString()).toList());
    // Another run in the folder goes on counting, so that its files are the newest.
    stopped(4, Checkpoints.in(folder).everyMinutes(60), t -> {});
    assertEquals(folder.resolve("checkpoint-000007.safetensors"), Checkpoints.newest(folder).orElseThrow());
    assertEquals(4, CheckpointFile.read(Checkpoints.newest(folder).orElseThrow()).state().steps());
  }

  @Test
  void aFinishedRunIsGivenAtOnce() {
    TrainingRun whole = trainer(t -> t.checkpoints(Checkpoints.in(folder))).fit(data());
    var steps = new ArrayList<Progress>();
    TrainingRun again = trainer(t -> t.listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        steps.add(progress);
      }
    })).resume(folder).fit(data());
    assertSame(whole, again);
    assertEquals(List.of(), steps);
  }

  @Test
  void otherOptionsAreAMistake() {
    stopped(5, Checkpoints.in(folder), t -> {});
    String message = Mistakes.message(folder, () -> trainer(t -> t.batch(8).augment(a -> a.flip())).resume(folder).fit(data()));
    assertEquals("""
        the checkpoint is of a run with other options                           [checkpoint/options]
          at        CheckpointsTest.java:LINE
          at        DIR/checkpoint-000002.safetensors
          got       augmentation: Augmentation[crop=0, shift=0.0, flip=true, brightness=0.0, contrast=0.0, saturation=0.0]
          expected  augmentation: none, as it was
          got       batch: 8
          expected  batch: 16, as it was""", message.lines().limit(7).reduce((a, b) -> a + "\n" + b).orElseThrow());
    assertTrue(message.contains("learning rate: "), message);
    for (Consumer<TrainerOptions> other : List.<Consumer<TrainerOptions>>of(t -> t.epochs(5), t -> t.seed(4), t -> t.loss(
        new Loss.CrossEntropy(0.1, List.of(), false)), t -> t.optimizer(Optimizer.adam(1e-3)), t -> t.clip(GradientClip.norm(1)))) {
      assertTrue(Mistakes.message(() -> trainer(other).resume(folder).fit(data())).contains("[checkpoint/options]"));
    }
    assertTrue(Mistakes.message(() -> trainer(t -> {}).resume(folder).fit(data().take(43))).contains("training set: 43 examples"));
    // What does not change bits may differ.
    trainer(t -> t.threads(2).memoryBudget(1 << 24)).resume(folder).fit(data());
  }

  private String mistake(Path file) {
    return Mistakes.message(folder, () -> trainer(t -> {}).resume(file).fit(data()));
  }

  @Test
  void damagedFilesAreMistakes() throws IOException {
    stopped(5, Checkpoints.in(folder), t -> {});
    Path good = Checkpoints.newest(folder).orElseThrow();
    byte[] bytes = Files.readAllBytes(good);
    Path bad = folder.resolve("bad.safetensors");
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 100] ^= 1;
    assertTrue(mistake(Files.write(bad, flipped)).contains("[checkpoint/checksum]"));
    assertTrue(mistake(Files.write(bad, java.util.Arrays.copyOf(bytes, bytes.length - 1))).contains("[safetensors/truncated]"));
    net().save(bad);
    assertTrue(mistake(bad).contains("[checkpoint/format]"));
    assertTrue(mistake(folder.resolve("none")).contains("[safetensors/missing]"));
    assertTrue(mistake(Files.createDirectory(folder.resolve("empty"))).contains("[checkpoint/missing]"));
    Safetensors content = Safetensors.read(good);
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    for (Map.Entry<String, String> wrong : Map.of("steps", "-1", "epoch", "5", "step", "3", "best epoch", "9999999999", "epochs since",
        "").entrySet()) {
      var changed = new LinkedHashMap<>(metadata);
      changed.put(wrong.getKey(), wrong.getValue());
      CheckpointFile.sealed(content.tensors(), changed).write(bad);
      assertTrue(mistake(bad).contains("[checkpoint/format]"), wrong::toString);
    }
    for (String name : List.of("dense1.bias", "@sums", "@epochs", "conv1.bias/mean")) {
      var fewer = new LinkedHashMap<>(content.tensors());
      fewer.remove(name);
      CheckpointFile.sealed(fewer, metadata).write(bad);
      assertTrue(mistake(bad).contains("[checkpoint/format]"), name);
      fewer.put(name, NdArray.of(Shape.of(1), 1f));
      CheckpointFile.sealed(fewer, metadata).write(bad);
      assertTrue(mistake(bad).contains("[checkpoint/format]"), name);
    }
  }
}
