package jacquard.api.train;

import jacquard.api.data.DataSet;
import jacquard.ir.ArrayBytes;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Printer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/// What decides the bits of a run besides its state, as short texts by name: two runs with equal ones go on alike from one state.
///
/// The training step (network, loss, optimiser, clipping, groups, penalties) goes in as the text of its graph, the learning rate as its
/// values at some of the steps, data as some of its examples: for these a checksum stands.
public record Fingerprint(SortedMap<String, String> options) {
  private static final int RATES = 64;
  private static final int EXAMPLES = 4;

  public Fingerprint {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /// That of a run of `training` on `train` at `pace`; `more` are options without a place of their own.
  public static Fingerprint of(Graph training, Pace pace, DataSet train, Map<String, String> more) {
    var options = new TreeMap<>(more);
    options.put("network", training.name());
    options.put("training step", sum(Printer.canonical(training).getBytes(StandardCharsets.UTF_8)));
    options.put("batch", String.valueOf(pace.batch()));
    options.put("epochs", String.valueOf(pace.epochs()));
    options.put("seed", String.valueOf(pace.seed()));
    options.put("training set", data(train));
    long total = (long) Math.ceilDiv(train.size(), Math.min(pace.batch(), train.size())) * pace.epochs();
    var rates = new double[RATES];
    for (int i = 0; i < RATES; i++) {
      rates[i] = pace.rate().at(i * (total - 1) / (RATES - 1), total);
    }
    options.put("learning rate", sum(NdArray.of(Shape.of(RATES), rates)));
    return new Fingerprint(options);
  }

  /// The number of examples and a checksum of some.
  public static String data(DataSet data) {
    var row = new float[Math.toIntExact(data.inputShape().size())];
    var target = new float[Math.toIntExact(data.targetShape().size())];
    var crc = new CRC32();
    int count = Math.min(EXAMPLES, data.size());
    for (int i = 0; i < count; i++) {
      int example = (int) ((long) i * (data.size() - 1) / Math.max(1, count - 1));
      data.copyInput(example, row, 0);
      data.copyTarget(example, target, 0);
      ArrayBytes.write(NdArray.of(Shape.of(row.length), row), (bytes, n) -> crc.update(bytes, 0, n));
      ArrayBytes.write(NdArray.of(Shape.of(target.length), target), (bytes, n) -> crc.update(bytes, 0, n));
    }
    return data.size() + " examples, " + Long.toHexString(crc.getValue());
  }

  private static String sum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  private static String sum(NdArray array) {
    var crc = new CRC32();
    ArrayBytes.write(array, (bytes, n) -> crc.update(bytes, 0, n));
    return Long.toHexString(crc.getValue());
  }

  /// Errors   `checkpoint/options`: the run that `file` was written by had others; the message lists them.
  void requireSame(Fingerprint written, Path file) {
    if (equals(written)) {
      return;
    }
    UserError.Builder error = UserError.of("checkpoint/options").problem("the checkpoint is of a run with other options")
        .at(Loc.ofCaller()).where("%s", file);
    Collection<String> names = new TreeSet<>(options.keySet());
    names.addAll(written.options.keySet());
    for (String name : names) {
      String here = options.getOrDefault(name, "none");
      String there = written.options.getOrDefault(name, "none");
      if (!Objects.equals(here, there)) {
        error.got("%s: %s", name, here).expected("%s: %s, as it was", name, there);
      }
    }
    throw error.fix("resume with the model, options and data the run began with; to train on with others, load its parameters instead")
        .build();
  }
}
