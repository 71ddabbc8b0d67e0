package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A class that a picture may be of; `label` is its number where there are no names.
record PictureClass(int number, String label, double probability) {
  /// Outputs that are this close to adding up to 1 are probabilities.
  private static final double SUM_TOLERANCE = 1e-3;
  /// A file of names above it is none.
  private static final long MOST_BYTES = 1 << 24;

  /// The `count` most probable classes; outputs that are no probabilities go through softmax.
  ///
  /// Errors: `run/labels`.
  static List<PictureClass> top(NdArray outputs, @Nullable Path labels, int count) {
    List<String> names = labels == null ? IntStream.range(0, outputs.size()).mapToObj(String::valueOf).toList() : lines(labels);
    if (names.size() != outputs.size()) {
      throw UserError.of("run/labels").problem("there is not one name for each class").where("--labels %s", Objects.requireNonNull(labels))
          .got("%d names", names.size()).expected("%d, as many as the network has outputs", outputs.size()).build();
    }
    double[] probabilities = probabilities(outputs);
    return IntStream.range(0, probabilities.length).boxed().sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i]))
        .limit(count).map(i -> new PictureClass(i, names.get(i), probabilities[i])).toList();
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
    double largest = IntStream.range(0, values.length).mapToDouble(i -> values[i]).max().orElse(0);
    double[] raised = IntStream.range(0, values.length).mapToDouble(i -> StrictMath.exp(values[i] - largest)).toArray();
    double total = IntStream.range(0, raised.length).mapToDouble(i -> raised[i]).sum();
    return IntStream.range(0, raised.length).mapToDouble(i -> raised[i] / total).toArray();
  }

  static JsonArray document(List<PictureClass> classes) {
    var rows = new JsonArray();
    for (PictureClass c : classes) {
      var row = new JsonObject();
      row.addProperty("class", c.number);
      row.addProperty("label", c.label);
      row.addProperty("probability", TrainCommand.number(c.probability));
      rows.add(row);
    }
    return rows;
  }

  /// `0.9315  tabby`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%6.4f  %s", probability, label);
  }
}
