package jacquard.api.report;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// How well examples were told apart, class by class; prints as a table.
///
///     precision = right / taken for the class     recall = right / of the class     F1 = 2·right / (taken for it + of it)
///
/// `places` are, for k from 0 to the number of classes, the examples with k of them ranked before their label's, all where an output is
/// NaN: `topError` counts them. `areas` are, for each class,
/// the probability that an example of it has a larger probability of it than an example of another class (one against all others; equal
/// ones count half): the area under the receiver operating characteristic. It is not there for a class of no or of all examples, nor where
/// outputs are too many to keep. `mistakes` are the most confident ones, the worst first.
///
/// Numerics a figure with nothing to divide by is 0, as in scikit-learn; averages leave out classes that are neither anyone's label nor
///          taken for anyone's.
/// Source   Fawcett 2006, "An introduction to ROC analysis"; Hand & Till 2001
///
/// ```java
/// Classification test = model.classification(data);
/// System.out.println(test.f1().macro() + " " + test.topError(5) + "\n" + test);
/// ```
public record Classification(ConfusionMatrix confusion, List<String> classNames, List<Long> places, List<OptionalDouble> areas,
    List<Mistake> mistakes) {
  /// The figures of one class.
  public record PerClass(String name, long examples, double precision, double recall, double f1, OptionalDouble rocAuc) {}

  public Classification {
    classNames = List.copyOf(classNames);
    places = List.copyOf(places);
    areas = List.copyOf(areas);
    mistakes = List.copyOf(mistakes);
  }

  public long examples() {
    return confusion.examples();
  }

  /// The fraction taken for another class than their own.
  public double error() {
    return confusion.error();
  }

  /// The fraction whose label is not among the `k` best classes.
  ///
  /// Errors: `metrics/top`.
  public double topError(int k) {
    requireTop(k, confusion.classes());
    return places.stream().skip(k).mapToLong(Long::longValue).sum() / (double) examples();
  }

  /// Requires 1 to `classes`.
  public static void requireTop(int k, int classes) {
    if (k < 1 || k > classes) {
      throw UserError.of("metrics/top").problem("there is no such error").at(Loc.ofCaller()).got("k = %d of %d classes", k, classes)
          .expected("1 <= k <= %d", classes).fix("5 is common for 1000 classes").build();
    }
  }

  public Average precision() {
    return average(PerClass::precision);
  }

  public Average recall() {
    return average(PerClass::recall);
  }

  public Average f1() {
    return average(PerClass::f1);
  }

  /// The mean over the classes that have an area.
  public OptionalDouble rocAuc() {
    return areas.stream().filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).average();
  }

  private Average average(ToDoubleFunction<PerClass> figure) {
    double sum = 0;
    double weighted = 0;
    long labelled = 0;
    int count = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      PerClass one = perClass(c);
      if (one.examples > 0 || taken(c) > 0) {
        double value = figure.applyAsDouble(one);
        sum += value;
        weighted += value * one.examples;
        labelled += one.examples;
        count++;
      }
    }
    return new Average(ratio(sum, count), ratio(weighted, labelled));
  }

  /// The figures of every class, in order.
  public List<PerClass> perClass() {
    var classes = new ArrayList<PerClass>();
    for (int c = 0; c < confusion.classes(); c++) {
      classes.add(perClass(c));
    }
    return classes;
  }

  /// The figures of class number `index`.
  public PerClass perClass(int index) {
    long right = confusion.count(index, index);
    long taken = taken(index);
    long examples = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      examples += confusion.count(index, c);
    }
    return new PerClass(classNames.get(index), examples, ratio(right, taken), ratio(right, examples), ratio(2.0 * right, taken + examples),
        areas.get(index));
  }

  private long taken(int index) {
    long taken = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      taken += confusion.count(c, index);
    }
    return taken;
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  /// A row per class, then the averages.
  @Override
  public String toString() {
    int first = Math.max("weighted".length(), Collections.max(classNames.stream().map(String::length).toList()));
    var text = new StringBuilder(line(first, "class", "examples", "precision", "recall", "F1", "ROC-AUC"));
    for (PerClass c : perClass()) {
      text.append(line(first, c.name, String.format(Locale.ROOT, "%,d", c.examples), share(c.precision), share(c.recall), share(c.f1),
          c.rocAuc.isPresent() ? share(c.rocAuc.getAsDouble()) : "-"));
    }
    String all = String.format(Locale.ROOT, "%,d", examples());
    String area = rocAuc().isPresent() ? share(rocAuc().getAsDouble()) : "-";
    return text.append(line(first, "macro", all, share(precision().macro()), share(recall().macro()), share(f1().macro()), area))
        .append(line(first, "weighted", all, share(precision().weighted()), share(recall().weighted()), share(f1().weighted()), ""))
        .toString();
  }

  private static String share(double part) {
    return String.format(Locale.ROOT, "%.4f", part);
  }

  private static String line(int first, String name, String... cells) {
    var line = new StringBuilder(String.format(Locale.ROOT, "%-" + first + "s", name));
    for (String cell : cells) {
      line.append(String.format(Locale.ROOT, "%11s", cell));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
