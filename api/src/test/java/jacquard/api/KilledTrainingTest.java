package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Progress;
import jacquard.api.train.CheckpointFile;
import jacquard.ir.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training processes killed at random moments leave a readable newest checkpoint, from which the next one goes on; the state they reach
/// together is that of one run.
///
/// `-Djacquard.kills=N` kills N of them, 5 if not said.
@Tag("any-width") // runs no generated code
class KilledTrainingTest {
  @TempDir
  private Path folder;

  /// Trains without end in the folder it is given, on from what is there.
  static final class Training {
    private Training() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      Trainer trainer = trainer(Checkpoints.in(folder).everySteps(3), new TrainingListener() {
        @Override
        public void stepDone(Progress progress) {
          System.out.write('s');
          System.out.flush();
        }
      });
      (Checkpoints.newest(folder).isPresent() ? trainer.resume(folder) : trainer).fit(data());
    }
  }

  /// Of as many epochs as nobody waits for.
  private static Trainer trainer(Checkpoints checkpoints, TrainingListener listener) {
    return Model.define("net", Shape.of(2), x -> x.dense(8).tanh().dense(2)).trainer(t -> t.backend(new ReferenceBackend()).batch(3)
        .epochs(1_000_000).optimizer(Optimizer.adam(1e-3)).checkpoints(checkpoints).listener(listener));
  }

  private static DataSet data() {
    return DataSet.of(Shape.of(2), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}, new int[] {0, 1, 0, 1, 1}, 2);
  }

  @Test
  void theNewestCheckpointIsWhole() throws Exception {
    int kills = Integer.getInteger("jacquard.kills", 5);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    var random = new Random(1);
    long steps = 0;
    for (int i = 0; i < kills; i++) {
      Process training = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
          "-Xshare:auto", "-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Training.class.getName(),
          killed.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      for (int read = 0; read < 4; read++) {
        assertEquals('s', training.getInputStream().read(), "a step was done");
      }
      Thread.sleep(random.nextInt(100));
      training.destroyForcibly().waitFor();
      CheckpointFile newest = CheckpointFile.read(Checkpoints.newest(killed).orElseThrow());
      assertTrue(newest.state().steps() > steps, "it went on after step " + steps);
      steps = newest.state().steps();
    }
    System.out.println(kills + " killed runs made " + steps + " steps together");
    assertEquals(uninterrupted(steps).state().states(), CheckpointFile.read(Checkpoints.newest(killed).orElseThrow()).state().states());
  }

  /// What one run writes where it is stopped after `steps` steps.
  private CheckpointFile uninterrupted(long steps) {
    var trainer = new Trainer[1];
    Path whole = folder.resolve("whole");
    trainer[0] = trainer(Checkpoints.in(whole).everyMinutes(60), new TrainingListener() {
      private long done;

      @Override
      public void stepDone(Progress progress) {
        if (++done == steps) {
          trainer[0].stop();
        }
      }
    });
    trainer[0].fit(data());
    return CheckpointFile.read(Checkpoints.newest(whole).orElseThrow());
  }
}
