package jacquard.api.report;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A class that an example may be of.
///
/// Units    `label` is the class's number, `name` what the model calls it, its number where it has no name; `probability` is that of the
///          network: its outputs, where these are probabilities, otherwise their softmax.
/// Errors   `predict/names`, `train/option`, `argument/null`
public record Prediction(int label, String name, double probability) {
  /// The `count` most probable classes, the surest first, of equal ones the one of the smaller number first.
  public static List<Prediction> top(int count, double[] probabilities, List<String> classNames) {
    Check.atLeast(1, "count", count);
    int classes = Check.given("the array of probabilities", probabilities).length;
    if (Check.all("the list of names", "a name", classNames).size() != classes) {
      throw UserError.of("predict/names").problem("there are not as many names as probabilities").at(Loc.ofCaller())
          .got("%d names, %d probabilities", classNames.size(), classes).expected("a name for each class, in order").build();
    }
    return IntStream.range(0, classes).boxed().sorted(Comparator.comparingDouble((Integer c) -> -probabilities[c])).limit(count)
        .map(c -> new Prediction(c, classNames.get(c), probabilities[c])).toList();
  }

  /// `exp(x − max x) / Σ exp(x − max x)`: the probabilities that `logits` stand for.
  public static double[] softmax(double... logits) {
    double largest = Arrays.stream(Check.given("the array of logits", logits)).max().orElse(0);
    double[] raised = Arrays.stream(logits).map(x -> StrictMath.exp(x - largest)).toArray();
    double total = Arrays.stream(raised).sum();
    return Arrays.stream(raised).map(r -> r / total).toArray();
  }

  /// `0.9315  tabby`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%6.4f  %s", probability, name);
  }
}
