package jacquard.api.look;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How much an example excites a unit: its largest value, and the position where it is, empty for a vector's element.
public record Excitement(int example, double value, List<Integer> position) {
  public Excitement {
    position = List.copyOf(position);
  }

  /// The largest of the elements of `result` that `weights` has.
  static Excitement of(int example, NdArray result, NdArray weights) {
    int best = -1;
    for (int i = 0; i < result.size(); i++) {
      if (weights.get(i) != 0 && (best < 0 || result.get(i) > result.get(best))) {
        best = i;
      }
    }
    Shape shape = result.shape();
    var index = new ArrayList<Integer>(Collections.nCopies(shape.rank(), 0));
    for (int d = shape.rank() - 1, rest = best; d >= 0; rest /= shape.extent(d), d--) {
      index.set(d, rest % shape.extent(d));
    }
    return new Excitement(example, result.get(best), index.subList(1, index.size()));
  }
}
