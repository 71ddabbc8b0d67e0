package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.api.report.Score;
import jacquard.ir.ArrayBytes;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.io.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The state of a run in a safetensors file: parameters, statistics and slots under their names, what is kept of the best epoch as
/// `@best/NAME`, sums and the losses and errors of epochs as `@sums`, `@epochs`; numbers, options and a SHA-256 over all of it as metadata.
///
/// Errors   `checkpoint/format`, `checkpoint/version`, `checkpoint/checksum`, and those of [Safetensors]
public record CheckpointFile(Path file, TrainingState state, Fingerprint fingerprint) {
  private static final String FORMAT = "format";
  private static final String CHECKPOINT = "jacquard-checkpoint";
  private static final String VERSION = "version";
  private static final String CURRENT = "1";
  private static final String CHECKSUM = "sha256";
  private static final String OPTION = "option ";
  private static final String BEST = "@best/";
  private static final String SUMS = "@sums";
  private static final String EPOCHS = "@epochs";
  private static final int SUM_COUNT = 7;
  private static final int EPOCH_WIDTH = 9;
  /// The columns of an epoch's row from which on scores stand.
  private static final int TRAINING = 1;
  private static final int VALIDATION = 3;
  private static final int TEST = 5;
  /// 18 digits fit in a `long`.
  private static final Pattern NATURAL = Pattern.compile("[0-9]{1,18}");

  static void write(Path file, TrainingState state, Fingerprint fingerprint) {
    var tensors = new LinkedHashMap<>(state.states());
    state.best().values().forEach((name, value) -> tensors.put(BEST + name, value));
    TrainingState.Sums s = state.sums();
    tensors.put(SUMS, NdArray.of(Shape.of(SUM_COUNT), s.loss(), s.lost(), s.weight(), s.wrong(), s.seen(), s.seconds(),
        state.best().value()));
    tensors.put(EPOCHS, rows(state.epochs()));
    var metadata = new TreeMap<String, String>();
    fingerprint.options().forEach((name, value) -> metadata.put(OPTION + name, value));
    metadata.put("steps", String.valueOf(state.steps()));
    metadata.put("epoch", String.valueOf(state.epoch()));
    metadata.put("step", String.valueOf(state.step()));
    metadata.put("best epoch", String.valueOf(state.best().number()));
    metadata.put("epochs since", String.valueOf(state.best().since()));
    sealed(tensors, metadata).write(file);
  }

  /// A checkpoint of this content, whatever it is.
  public static Safetensors sealed(Map<String, NdArray> tensors, Map<String, String> metadata) {
    var whole = new TreeMap<>(metadata);
    whole.put(FORMAT, CHECKPOINT);
    whole.put(VERSION, CURRENT);
    whole.put(CHECKSUM, checksum(tensors, whole));
    return new Safetensors(tensors, whole);
  }

  /// Reads a checkpoint and checks it whole.
  public static CheckpointFile read(Path file) {
    Safetensors content = Safetensors.open(file);
    Map<String, String> metadata = content.metadata();
    if (!CHECKPOINT.equals(metadata.get(FORMAT))) {
      throw UserError.of("checkpoint/format").problem("the file is no checkpoint of a training run").where("%s", file)
          .got("format \"%s\"", metadata.getOrDefault(FORMAT, "")).expected("format \"%s\"", CHECKPOINT)
          .fix("name a file that a run with checkpoints wrote; parameters alone go into a model by load(file)").build();
    }
    if (!CURRENT.equals(metadata.get(VERSION))) {
      throw UserError.of("checkpoint/version").problem("the checkpoint is of a version that is not known here").where("%s", file)
          .got("version \"%s\"", metadata.getOrDefault(VERSION, "")).expected("version \"%s\"", CURRENT)
          .fix("resume with the Jacquard that wrote it").build();
    }
    String sum = checksum(content.tensors(), metadata);
    if (!sum.equals(metadata.get(CHECKSUM))) {
      throw UserError.of("checkpoint/checksum").problem("the checkpoint is damaged").where("%s", file)
          .got("content of SHA-256 %s", sum).expected("%s", metadata.getOrDefault(CHECKSUM, "a SHA-256 in the file"))
          .fix("resume from the checkpoint before it").build();
    }
    var fields = new Fields(file, new LinkedHashMap<>(content.tensors()), metadata);
    return new CheckpointFile(file, fields.state(), fields.fingerprint());
  }

  /// Requires that `run` has the options this was written with.
  ///
  /// Errors   `checkpoint/options`.
  public void requireSame(Fingerprint run) {
    run.requireSame(fingerprint, file);
  }

  /// Requires a state of a run of a model of these `values`, which has the states `wanted`.
  ///
  /// Errors   `checkpoint/format`, where what is well formed for itself is none.
  public void requireFit(Map<String, NdArray> values, Map<String, TensorType> wanted, int epochs, int stepsPerEpoch) {
    var fields = new Fields(file, Map.of(), Map.of());
    Map<String, TensorType> types = new LinkedHashMap<>();
    state.states().forEach((name, value) -> types.put(name, value.type()));
    if (!types.equals(wanted)) {
      throw fields.malformed("the states", types.toString(), wanted.toString());
    }
    Map<String, TensorType> kept = new LinkedHashMap<>();
    state.best().values().forEach((name, value) -> kept.put(name, value.type()));
    Map<String, TensorType> own = new LinkedHashMap<>();
    values.forEach((name, value) -> own.put(name, value.type()));
    if (!kept.isEmpty() && !kept.equals(own)) {
      throw fields.malformed("the best epoch", kept.toString(), own.toString());
    }
    if (state.epoch() > epochs || state.step() >= stepsPerEpoch || state.epochs().size() != state.epoch()
        || state.steps() > (long) stepsPerEpoch * epochs || state.best().number() > state.epoch()) {
      throw fields.malformed("the position", "epoch " + state.epoch() + ", step " + state.step() + " after " + state.steps() + " steps, "
          + state.epochs().size() + " rows", "at most " + epochs + " epochs of " + stepsPerEpoch + " steps");
    }
  }

  /// Over names, types, bytes and metadata.
  private static String checksum(Map<String, NdArray> tensors, Map<String, String> metadata) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(metadata).forEach((name, value) -> {
        if (!name.equals(CHECKSUM)) {
          digest.update((name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
        }
      });
      tensors.forEach((name, array) -> {
        digest.update((name + "\0" + array.type() + "\0").getBytes(StandardCharsets.UTF_8));
        ArrayBytes.write(array, (bytes, count) -> digest.update(bytes, 0, count));
      });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static NdArray rows(List<Epoch> epochs) {
    var rows = new double[epochs.size() * EPOCH_WIDTH];
    int at = 0;
    for (Epoch e : epochs) {
      rows[at] = e.number();
      put(rows, at + TRAINING, Optional.of(e.training()));
      put(rows, at + VALIDATION, e.validation());
      put(rows, at + TEST, e.test());
      rows[at + EPOCH_WIDTH - 2] = e.seconds();
      rows[at + EPOCH_WIDTH - 1] = e.imagesPerSecond();
      at += EPOCH_WIDTH;
    }
    return NdArray.of(Shape.of(epochs.size(), EPOCH_WIDTH), rows);
  }

  /// Loss and error; infinite and NaN where there is no such set, NaN alone where there is no error.
  private static void put(double[] rows, int at, Optional<Score> score) {
    rows[at] = score.map(Score::loss).orElse(Double.POSITIVE_INFINITY);
    rows[at + 1] = score.map(Score::error).orElse(OptionalDouble.empty()).orElse(Double.NaN);
  }

  private static Score score(double[] rows, int at) {
    return new Score(rows[at], Double.isNaN(rows[at + 1]) ? OptionalDouble.empty() : OptionalDouble.of(rows[at + 1]));
  }

  private static Optional<Score> measured(double[] rows, int at) {
    return rows[at] == Double.POSITIVE_INFINITY ? Optional.empty() : Optional.of(score(rows, at));
  }

  /// The parts of a file whose checksum is right.
  private record Fields(Path file, Map<String, NdArray> tensors, Map<String, String> metadata) {
    TrainingState state() {
      double[] sums = numbers(SUMS, 1, SUM_COUNT);
      double[] rows = numbers(EPOCHS, 2, EPOCH_WIDTH);
      var epochs = new ArrayList<Epoch>();
      for (int i = 0; i < rows.length; i += EPOCH_WIDTH) {
        epochs.add(new Epoch((int) rows[i], score(rows, i + TRAINING), measured(rows, i + VALIDATION), measured(rows, i + TEST),
            rows[i + EPOCH_WIDTH - 2], rows[i + EPOCH_WIDTH - 1]));
      }
      var states = new LinkedHashMap<String, NdArray>();
      var best = new LinkedHashMap<String, NdArray>();
      tensors.forEach((name, value) -> {
        if (name.startsWith(BEST)) {
          best.put(name.substring(BEST.length()), value);
        } else {
          states.put(name, value);
        }
      });
      return new TrainingState(states, natural("steps", Long.MAX_VALUE), (int) natural("epoch", Integer.MAX_VALUE),
          (int) natural("step", Integer.MAX_VALUE), new TrainingState.Sums(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]),
          new TrainingState.Best(sums[6], (int) natural("best epoch", Integer.MAX_VALUE),
              (int) natural("epochs since", Integer.MAX_VALUE), best), epochs);
    }

    Fingerprint fingerprint() {
      var options = new TreeMap<String, String>();
      metadata.forEach((name, value) -> {
        if (name.startsWith(OPTION)) {
          options.put(name.substring(OPTION.length()), value);
        }
      });
      return new Fingerprint(options);
    }

    private long natural(String name, long most) {
      String text = metadata.getOrDefault(name, "");
      long number = NATURAL.matcher(text).matches() ? Long.parseLong(text) : -1;
      if (number < 0 || number > most) {
        throw malformed(name, "\"" + text + "\"", "a natural number");
      }
      return number;
    }

    private double[] numbers(String name, int rank, int width) {
      NdArray array = tensors.remove(name);
      if (array == null || array.dtype() != DType.F64 || array.type().rank() != rank || array.shape().extent(rank - 1) != width) {
        throw malformed(name, array == null ? "nothing" : array.type().toString(), "f64 numbers, " + width + " in a row");
      }
      return array.doubles();
    }

    private UserError malformed(String what, String got, String expected) {
      return UserError.of("checkpoint/format").problem("a part of the checkpoint is missing or of another form")
          .where("%s, %s", file, what).got("%s", got).expected("%s", expected).fix("resume from the checkpoint before it").build();
    }
  }
}
