package jacquard.fuzz;

import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.Trainer;
import jacquard.api.TrainingListener;
import jacquard.api.data.DataSet;
import jacquard.api.report.Progress;
import jacquard.api.train.CheckpointFile;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Checkpoints of a small run, and what reads them: the run that goes on.
final class TrainingFiles {
  private static final Shape INPUT = Shape.of(2);
  private static final DataSet DATA = DataSet.of(INPUT, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}, new int[] {0, 1, 0, 1, 1}, 2);

  private TrainingFiles() {}

  private static Model net() {
    return Model.define("net", INPUT, x -> x.dense(3).tanh().dense(2));
  }

  /// One of the middle of the second of three epochs.
  static byte[] checkpoint() throws IOException {
    Path folder = Files.createTempDirectory("run");
    var trainer = new Trainer[1];
    trainer[0] = net().trainer(t -> t.batch(2).epochs(3).threads(1).validation(DATA).keepBest(true)
        .checkpoints(Checkpoints.in(folder)).listener(new TrainingListener() {
          private int steps;

          @Override
          public void stepDone(Progress progress) {
            if (++steps == 4) {
              trainer[0].stop();
            }
          }
        }));
    trainer[0].fit(DATA);
    return Files.readAllBytes(Checkpoints.newest(folder).orElseThrow());
  }

  static void resume(Path file) {
    net().trainer(t -> t.batch(2).epochs(3).threads(1).validation(DATA).keepBest(true)).resume(file).fit(DATA);
  }

  /// The file as bytes or as a text, or its content changed under a checksum that is right.
  static byte[] mutant(Mutator mutator, byte[] seed) throws IOException {
    if (mutator.below(2) == 0) {
      return FileTargets.header(mutator, seed, Long.BYTES, 0);
    }
    Safetensors content = FileTargets.read(seed, Safetensors::read);
    var tensors = new LinkedHashMap<>(content.tensors());
    var metadata = new LinkedHashMap<>(content.metadata());
    for (int changes = 1 + mutator.below(2); changes > 0; changes--) {
      List<String> names = new ArrayList<>(tensors.keySet());
      String name = mutator.of(names);
      switch (mutator.below(4)) {
        case 0 -> tensors.remove(name);
        case 1 -> tensors.put(name + (mutator.below(2) == 0 ? "" : "x"), NdArray.of(Shape.of(1, 1), 1e300));
        case 2 -> {
          NdArray old = tensors.get(name);
          NdArray next = old.cast(old.dtype());
          next.set(mutator.below(next.size()), mutator.of(List.of(Double.NaN, -1.0, 1e18, 0.0, Double.POSITIVE_INFINITY)));
          tensors.put(name, next);
        }
        default -> {
          String key = mutator.of(new ArrayList<>(metadata.keySet()));
          metadata.put(key, mutator.text(metadata.get(key) + " ").strip());
        }
      }
    }
    try {
      return FileTargets.written(file -> CheckpointFile.sealed(tensors, metadata).write(file));
    } catch (UserError e) {
      return seed;
    }
  }
}
