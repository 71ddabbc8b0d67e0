package jacquard.ir.eval;

import jacquard.ir.NdArray;
import jacquard.ir.loop.Access;
import java.util.List;

/// What one access of a structure reads at the points of the present run: 0 where it falls outside its operand.
final class ReadRow {
  private final Points points;
  private final OffsetRow elements;
  private final NdArray operand;
  private final double[] values;
  private int[] offsets = {};
  private int located = -1;
  private int read = -1;

  ReadRow(Access access, Points points, List<NdArray> operands) {
    this.points = points;
    this.operand = operands.get(access.operand());
    this.elements = new OffsetRow(access.map(), operand.shape(), points, operands);
    this.values = new double[points.longestRun()];
  }

  /// Offsets in the operand, `-1` outside.
  int[] offsets() {
    if (located != points.run()) {
      offsets = elements.offsets(points.from(), points.to());
      located = points.run();
    }
    return offsets;
  }

  double[] values() {
    if (read != points.run()) {
      int[] at = offsets();
      int count = points.count();
      switch (operand.data()) {
        case float[] a -> {
          for (int i = 0; i < count; i++) {
            values[i] = at[i] < 0 ? 0 : a[at[i]];
          }
        }
        case double[] a -> {
          for (int i = 0; i < count; i++) {
            values[i] = at[i] < 0 ? 0 : a[at[i]];
          }
        }
        default -> {
          for (int i = 0; i < count; i++) {
            values[i] = at[i] < 0 ? 0 : operand.get(at[i]);
          }
        }
      }
      read = points.run();
    }
    return values;
  }

  /// The values of an `i64` operand, all 64 bits of them.
  long[] longs() {
    int[] at = offsets();
    long[] data = operand.longs();
    long[] longs = new long[points.count()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = at[i] < 0 ? 0 : data[at[i]];
    }
    return longs;
  }
}
