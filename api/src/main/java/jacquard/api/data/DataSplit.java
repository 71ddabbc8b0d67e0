package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;

/// A training set divided at random in one part to train on and one to choose settings by.
///
/// `round(fraction · size)` examples, at least one and not all, go to `validation`: the first of a random order that depends on the
/// seed and the size alone. Both parts keep the order of the whole set, and nothing is copied.
/// Errors   `data/split`
///
/// ```kotlin
/// val (train, validation) = data.split(0.1, 0)
/// ```
public record DataSplit(DataSet train, DataSet validation) {
  /// Ahead of every epoch's order of the same seed, so that the division is none of theirs.
  private static final int NO_EPOCH = -1;

  static DataSplit of(DataSet data, double fraction, long seed) {
    int size = data.size();
    if (!(fraction > 0 && fraction < 1) || size < 2) {
      throw UserError.of("data/split").problem("the data cannot be divided like this").at(Loc.ofCaller())
          .got("validation fraction %s of %d examples", fraction, size).expected("0 < fraction < 1, and at least 2 examples")
          .fix("0.1 puts one example in ten aside").build();
    }
    int aside = (int) Math.clamp(Math.round(fraction * size), 1, size - 1);
    int[] order = Shuffle.order(seed, NO_EPOCH, size);
    return new DataSplit(part(data, order, aside, size), part(data, order, 0, aside));
  }

  private static DataSet part(DataSet data, int[] order, int from, int to) {
    int[] chosen = Arrays.copyOfRange(order, from, to);
    Arrays.sort(chosen);
    return new Subset(data, chosen);
  }

  public DataSet component1() {
    return train;
  }

  public DataSet component2() {
    return validation;
  }
}
