package jacquard.api.train;

import jacquard.api.report.Classification;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.report.Mistake;
import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/// Counts how outputs `[N, classes]` fit labels, batch by batch.
///
/// Of each example the log-odds of each class are kept, `log p/(1 − p)`, which rank examples as the probabilities do and do not saturate.
public final class ClassTally {
  /// Log-odds beyond take 256 MiB and more; areas are then left out.
  private static final long MOST_KEPT = 1L << 26;
  private static final int MOST_MISTAKES = 64;

  private final int classes;
  private final Ranking ranking;
  private final Meaning meaning;
  private final ConfusionMatrix.Counter counter;
  private final long[] places;
  private final float[] odds;
  private final int[] labels;
  private final double[] row;
  private final double[] probabilities;
  private final PriorityQueue<Mistake> mistakes = new PriorityQueue<>(
      Comparator.comparingDouble(Mistake::confidence).thenComparing(Comparator.comparingInt(Mistake::example).reversed()));
  private int seen;

  /// What outputs are, so that they can be read as probabilities.
  public enum Meaning { LOGITS, PROBABILITIES, DISTANCES }

  /// Of `examples` examples.
  public ClassTally(int classes, int examples, Ranking ranking, Meaning meaning) {
    this.classes = classes;
    this.ranking = ranking;
    this.meaning = meaning;
    this.counter = new ConfusionMatrix.Counter(classes);
    this.places = new long[classes + 1];
    this.odds = new float[(long) classes * examples <= MOST_KEPT ? classes * examples : 0];
    this.labels = new int[examples];
    this.row = new double[classes];
    this.probabilities = new double[classes];
  }

  /// Takes the first `count` rows of `outputs`, examples that follow those taken before.
  public void add(NdArray outputs, int[] batchLabels, int count) {
    for (int i = 0; i < count; i++) {
      int label = batchLabels[i];
      int first = ranking.first(outputs, i);
      counter.add(label, first);
      places[Math.min(classes, ranking.place(outputs, i, label))]++;
      for (int c = 0; c < classes; c++) {
        row[c] = logit(outputs.get(i * classes + c));
      }
      keep(label, first);
      seen++;
    }
  }

  private double logit(double output) {
    return switch (meaning) {
      case LOGITS -> output;
      case PROBABILITIES -> StrictMath.log(output);
      case DISTANCES -> -output;
    };
  }

  /// Of the row at hand. The largest element's odds come from a sum that leaves it out: 1 − p would cancel.
  private void keep(int label, int predicted) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = row[c] > row[best] ? c : best;
    }
    double others = 0;
    for (int c = 0; c < classes; c++) {
      probabilities[c] = StrictMath.exp(row[c] - row[best]);
      others += c == best ? 0 : probabilities[c];
    }
    double sum = others + probabilities[best];
    for (int c = 0; c < classes && odds.length > 0; c++) {
      double rest = c == best ? others : sum - probabilities[c];
      odds[seen * classes + c] = (float) (row[c] - row[best] - StrictMath.log(rest));
    }
    labels[seen] = label;
    if (predicted >= 0 && predicted != label) {
      mistakes.add(new Mistake(seen, label, predicted, probabilities[predicted] / sum));
      if (mistakes.size() > MOST_MISTAKES) {
        mistakes.remove();
      }
    }
  }

  /// Of all examples taken; `names` are those of the first classes, the others go by their numbers.
  public Classification classification(List<String> names) {
    var all = new ArrayList<>(names);
    while (all.size() < classes) {
      all.add(String.valueOf(all.size()));
    }
    var areas = new ArrayList<OptionalDouble>();
    var keys = new long[odds.length == 0 ? 0 : seen];
    for (int c = 0; c < classes; c++) {
      areas.add(odds.length == 0 ? OptionalDouble.empty() : area(c, keys));
    }
    List<Mistake> worst = mistakes.stream().sorted(mistakes.comparator().reversed()).toList();
    return new Classification(counter.matrix(), all, Arrays.stream(places).boxed().toList(), areas, worst);
  }

  /// By ranks (Mann & Whitney 1947): the sum of those of the class's examples, equal odds sharing theirs. NaN ranks first.
  private OptionalDouble area(int of, long[] keys) {
    long inClass = 0;
    for (int i = 0; i < seen; i++) {
      float odd = odds[i * classes + of];
      int bits = Float.floatToIntBits(odd == 0 ? 0f : odd);
      int ordered = Float.isNaN(odd) ? Integer.MIN_VALUE : bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits;
      boolean positive = labels[i] == of;
      keys[i] = (long) ordered << 1 | (positive ? 1 : 0);
      inClass += positive ? 1 : 0;
    }
    if (inClass == 0 || inClass == seen) {
      return OptionalDouble.empty();
    }
    Arrays.sort(keys);
    double ranks = 0;
    for (int from = 0; from < keys.length;) {
      int to = from;
      long positives = 0;
      while (to < keys.length && keys[to] >> 1 == keys[from] >> 1) {
        positives += keys[to++] & 1;
      }
      ranks += positives * (from + 1 + to) / 2.0;
      from = to;
    }
    return OptionalDouble.of((ranks - inClass * (inClass + 1) / 2.0) / ((double) inClass * (seen - inClass)));
  }
}
