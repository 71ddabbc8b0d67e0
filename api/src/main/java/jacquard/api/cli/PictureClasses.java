package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.report.Prediction;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The classes that a picture may be of.
final class PictureClasses {
  /// Outputs that are this close to adding up to 1 are probabilities.
  private static final double SUM_TOLERANCE = 1e-3;
  /// A file of names above it is none.
  private static final long MOST_BYTES = 1 << 24;

  private PictureClasses() {}

  /// The `count` most probable classes; outputs that are no probabilities go through softmax. `labels` is a file of names, in place of
  /// `known`, which are those of the first classes.
  ///
  /// Errors: `run/labels`.
  static List<Prediction> top(NdArray outputs, @Nullable Path labels, List<String> known, int count) {
    List<String> names = labels == null ? IntStream.range(0, outputs.size()).mapToObj(c -> c < known.size() ? known.get(c)
        : String.valueOf(c)).toList() : lines(labels);
    if (names.size() != outputs.size()) {
      throw UserError.of("run/labels").problem("there is not one name for each class").where("--labels %s", Objects.requireNonNull(labels))
          .got("%d names", names.size()).expected("%d, as many as the network has outputs", outputs.size()).build();
    }
    return Prediction.top(count, probabilities(outputs), names);
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw UserError.of("run/labels").problem("the file is too large for names").where("--labels %s", file)
            .got("%d bytes", Files.size(file)).expected("at most %d", MOST_BYTES).build();
      }
      var lines = new ArrayList<>(Files.readAllLines(file));
      while (!lines.isEmpty() && lines.getLast().isBlank()) {
        lines.removeLast();
      }
      return lines;
    } catch (NoSuchFileException e) {
      throw UserError.of("run/labels").problem("there is no such file of names").where("--labels").absent(file, "a text, one name a line")
          .cause(e).build();
    } catch (IOException e) {
      throw UserError.of("run/labels").problem("the file of names cannot be read").where("--labels %s", file).got("%s", e)
          .expected("a text, one name a line").cause(e).build();
    }
  }

  private static double[] probabilities(NdArray outputs) {
    double[] values = IntStream.range(0, outputs.size()).mapToDouble(outputs::get).toArray();
    double sum = IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
    if (Math.abs(sum - 1) <= SUM_TOLERANCE && IntStream.range(0, values.length).allMatch(i -> values[i] >= 0)) {
      return values;
    }
    return Prediction.softmax(values);
  }

  static JsonArray document(List<Prediction> classes) {
    var rows = new JsonArray();
    for (Prediction c : classes) {
      var row = new JsonObject();
      row.addProperty("class", c.label());
      row.addProperty("label", c.name());
      row.addProperty("probability", TrainCommand.number(c.probability()));
      rows.add(row);
    }
    return rows;
  }
}
