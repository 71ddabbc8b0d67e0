package jacquard.compiler.pass.decompose;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import org.jspecify.annotations.Nullable;

/// Memory that one probe after another uses, on one thread at a time: fresh memory takes longer to get than most probes to run.
final class ProbeMemory {
  /// Stored arrays of at most this many elements are read whole, and then looked at again and again.
  private static final int WHOLE = 1 << 22;
  /// Reading this many elements of a stored array takes as long as reading one of them by itself.
  private static final int MOST_BETWEEN = 32;

  private double[][] rows = {};
  /// The elements of `loaded` from `from` on, `count` of them.
  private @Nullable NdArray window;
  private @Nullable NdArray loaded;
  private int from;
  private int count;

  /// A square matrix of at least this many columns, which holds what the last one was left with.
  double[][] square(int size) {
    if (rows.length < size) {
      rows = new double[size][size];
    }
    var square = new double[size][];
    System.arraycopy(rows, 0, square, 0, size);
    return square;
  }

  /// `to[i] = of[base + places[chosen[i]]]` for all that are chosen.
  void gather(NdArray of, int base, int[] places, int[] chosen, double[] to) {
    if (!of.isStored()) {
      gather(of.data(), base, places, chosen, to);
      return;
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int i : chosen) {
      least = Math.min(least, base + places[i]);
      most = Math.max(most, base + places[i]);
    }
    if (of.size() <= WHOLE) {
      least = 0;
      most = of.size() - 1;
    }
    boolean holds = of == loaded && from <= least && most < from + count;
    if (!holds && of.size() > WHOLE && most - least >= MOST_BETWEEN * chosen.length) {
      for (int i = 0; i < chosen.length; i++) {
        to[i] = of.get(base + places[chosen[i]]);
      }
      return;
    }
    NdArray elements = holds && window != null ? window : loaded(of, least, most - least + 1);
    gather(elements.data(), base - from, places, chosen, to);
  }

  private NdArray loaded(NdArray of, int first, int elements) {
    NdArray into = window;
    if (into == null || into.dtype() != of.dtype() || into.size() < elements) {
      into = NdArray.zeros(of.type().shaped(Shape.of(elements)));
      window = into;
    }
    of.copy(first, into.data(), 0, elements);
    loaded = of;
    from = first;
    count = elements;
    return into;
  }

  private static void gather(Object elements, int base, int[] places, int[] chosen, double[] to) {
    switch (elements) {
      case float[] a -> {
        for (int i = 0; i < chosen.length; i++) {
          to[i] = a[base + places[chosen[i]]];
        }
      }
      case double[] a -> {
        for (int i = 0; i < chosen.length; i++) {
          to[i] = a[base + places[chosen[i]]];
        }
      }
      default -> throw new IllegalArgumentException(elements.getClass() + " holds no weights");
    }
  }
}
