package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A write that fails loses neither the run nor the model: it is tried again.
class TrainingSessionTest {
  private static final int EPOCHS = 3;

  @TempDir
  private Path folder;
  private final StringWriter err = new StringWriter();

  /// Three epochs saved to `file`; `afterLine` is called after the line of each epoch.
  private TrainingSession.Outcome train(Path file, Runnable afterLine) {
    var log = new PrintWriter(new StringWriter()) {
      @Override
      public void println(String line) {
        afterLine.run();
      }
    };
    Model model = Model.define("net", Shape.of(2), x -> x.dense(2));
    DataSet data = DataSet.of(Shape.of(2), new float[] {1, 2, 3, 4}, new int[] {0, 1}, 2);
    try (var signals = new Signals()) {
      var console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
      return new TrainingSession(console, log, signals, Optional.of(file)).train(model, t -> t.epochs(EPOCHS), Optional.empty(),
          data, data);
    }
  }

  @Test
  void aFailedWriteIsTriedAgainAfterTheNextEpoch() {
    Path file = folder.resolve("later").resolve("net.safetensors");
    TrainingSession.Outcome outcome =
        train(file, () -> assertTrue(file.getParent().toFile().isDirectory() || new File(file.getParent().toString()).mkdir()));
    assertEquals(EPOCHS, outcome.epochs().size());
    Model model = outcome.model().orElseThrow();
    assertEquals(model.parametersSha256(), model.load(file).parametersSha256());
    assertEquals(1, err.toString().split("file/no-directory", -1).length - 1, err::toString);
    assertTrue(err.toString().contains("tried again after the next epoch"), err::toString);
  }

  @Test
  void whatCannotBeSavedInTheEndEitherIsAMistake() {
    Path file = folder.resolve("never").resolve("net.safetensors");
    assertEquals("file/no-directory", assertThrows(UserError.class, () -> train(file, () -> {})).code());
    assertEquals(EPOCHS, err.toString().split("file/no-directory", -1).length - 1, err::toString);
    assertTrue(Files.notExists(file.getParent()));
  }
}
