package jacquard.compiler.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Values that could be given up, for finding the one whose memory is free longest for the least recomputation:
///
///     score = (next use − now) · (bytes / cost of computing it again)^w
///
/// With `w = 1` that is the memory freed for each operation spent, over time; with `w = 0` the value needed last goes, whatever it costs,
/// which
/// needs the fewest bytes (Belady 1966, "A study of replacement algorithms for a virtual-storage computer").
///
/// Values are grouped by the logarithm of `cost / bytes`; within a group the one needed last comes first. So the best of all groups'
/// firsts is
/// within a factor of the group's width of the best of all, and finding it does not depend on how many there are.
final class Candidates {
  private static final int GROUPS = 96;
  /// Groups per doubling of `cost / bytes`.
  private static final int PER_DOUBLING = 2;
  private static final int SMALLEST = -16;
  private static final double LOG_2 = StrictMath.log(2);

  private record Entry(int value, int nextUse) {}

  private final List<TreeSet<Entry>> groups = new ArrayList<>();
  private final int[] group;
  private final int[] nextUse;

  /// Of each group, `(bytes / cost)^w`.
  private final double[] worth = new double[GROUPS];

  Candidates(int values, double weight) {
    Arrays.setAll(worth, g -> StrictMath.pow(2, -weight * g / PER_DOUBLING));
    for (int g = 0; g < GROUPS; g++) {
      groups.add(new TreeSet<>(Comparator.comparingInt(Entry::nextUse).reversed().thenComparingInt(Entry::value)));
    }
    group = new int[values];
    nextUse = new int[values];
    Arrays.fill(group, -1);
  }

  void put(int value, int use, double costPerByte) {
    int g = Math.clamp((int) Math.floor(PER_DOUBLING * (StrictMath.log(costPerByte) / LOG_2 - SMALLEST)), 0, GROUPS - 1);
    if (group[value] == g && nextUse[value] == use) {
      return;
    }
    remove(value);
    group[value] = g;
    nextUse[value] = use;
    groups.get(g).add(new Entry(value, use));
  }

  void remove(int value) {
    if (group[value] >= 0) {
      groups.get(group[value]).remove(new Entry(value, nextUse[value]));
      group[value] = -1;
    }
  }

  /// The best value to give up at step `now`; -1 where there is none.
  int best(int now) {
    int best = -1;
    double bestScore = 0;
    for (int g = 0; g < GROUPS; g++) {
      if (!groups.get(g).isEmpty()) {
        Entry entry = groups.get(g).first();
        double score = (entry.nextUse() - now) * worth[g];
        if (score > bestScore) {
          best = entry.value();
          bestScore = score;
        }
      }
    }
    return best;
  }
}
