package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;
import static docs.errors.Given.digits;
import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.Trainer;
import jacquard.api.TrainingListener;
import jacquard.api.report.Epoch;
import jacquard.api.weights.WeightRule;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Runs that go on from a checkpoint, and weights of other origin.
final class CheckpointErrors {
  @ErrorCode("checkpoint/missing")
  static final ErrorExample CHECKPOINT_MISSING = ErrorExample.of(
      () -> linear().trainer(t -> t.epochs(2)).resume(folder()).fit(digits(64)),
      () -> linear().trainer(t -> t.epochs(2)).resume(begun()).fit(digits(64)));

  @ErrorCode("checkpoint/format")
  static final ErrorExample CHECKPOINT_FORMAT = ErrorExample.of(
      () -> {
        Path file = file("linear.safetensors");
        linear().save(file);
        linear().trainer(t -> t.epochs(2)).resume(file).fit(digits(64));
      },
      () -> {
        Path file = file("linear.safetensors");
        linear().save(file);
        linear().load(file).trainer(t -> t.epochs(2)).fit(digits(64)); // a new run, from these parameters on
      });

  @ErrorCode("checkpoint/version")
  static final ErrorExample CHECKPOINT_VERSION = ErrorExample.of(
      () -> {
        Path newest = Checkpoints.newest(begun()).orElseThrow();
        replace(newest, "\"version\":\"1\"", "\"version\":\"9\""); // as a later Jacquard would write it
        linear().trainer(t -> t.epochs(2)).resume(newest);
      },
      "Go on with the version of Jacquard that the run began with.");

  @ErrorCode("checkpoint/checksum")
  static final ErrorExample CHECKPOINT_CHECKSUM = ErrorExample.of(
      () -> {
        Path newest = Checkpoints.newest(begun()).orElseThrow();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 1] ^= 1; // as a faulty disk does
        Files.write(newest, bytes);
        linear().trainer(t -> t.epochs(2)).resume(newest);
      },
      "Resume from the checkpoint before it; the three newest are kept.");

  @ErrorCode("checkpoint/options")
  static final ErrorExample CHECKPOINT_OPTIONS = ErrorExample.of(
      () -> linear().trainer(t -> t.epochs(2).batch(32)).resume(begun()).fit(digits(64)),
      () -> linear().trainer(t -> t.epochs(2)).resume(begun()).fit(digits(64)));

  @ErrorCode("weights/mismatch")
  static final ErrorExample WEIGHTS_MISMATCH = ErrorExample.of(
      () -> linear().withWeights(foreign(), WeightRule.exact()),
      () -> linear().withWeights(foreign(), WeightRule.exact().rename("fc.*", "dense1.*")));

  @ErrorCode("weights/pattern")
  static final ErrorExample WEIGHTS_PATTERN = ErrorExample.of(
      () -> linear().withWeights(foreign(), WeightRule.exact().rename("fc.*", "*.*")),
      () -> linear().withWeights(foreign(), WeightRule.exact().rename("fc.*", "dense1.*")));

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "checkpoint/unreadable", "the folder has to be there and to be refused by the system, as one that belongs to somebody else");

  private CheckpointErrors() {}

  private static Model linear() {
    return define(IMAGE, x -> x.flatten().dense(10));
  }

  /// The folder of a run that ended after the first of two epochs.
  private static Path begun() throws IOException {
    Path folder = folder();
    var trainer = new AtomicReference<Trainer>();
    trainer.set(linear().trainer(t -> t.epochs(2).checkpoints(Checkpoints.in(folder)).listener(new TrainingListener() {
      @Override
      public void epochDone(Epoch epoch, Model model) {
        trainer.get().stop();
      }
    })));
    trainer.get().fit(digits(64));
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> file.toFile().deleteOnExit());
    }
    return folder;
  }

  private static void replace(Path file, String from, String to) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, text.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  /// A file of a network whose last layer is called `fc`.
  private static Path foreign() throws IOException {
    Path file = file("fc.safetensors");
    Safetensors.of(Map.of("fc.weight", zeros(10, 784), "fc.bias", zeros(10))).write(file);
    return file;
  }

  private static NdArray zeros(int... extents) {
    return NdArray.zeros(new TensorType(DType.F32, Shape.of(extents)));
  }
}
