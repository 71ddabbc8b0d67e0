package jacquard.compiler.pass.fold;

import jacquard.ir.ArraySource;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;

/// Arrays one after the other along a dimension. A line is what lies at one index of the dimensions in front of it.
record JoinedArray(List<NdArray> parts, int[] lines) implements ArraySource {
  /// `parts`, which fit, along dimension `axis`.
  static JoinedArray of(List<NdArray> parts, int axis) {
    return new JoinedArray(parts, parts.stream().mapToInt(p -> Math.toIntExact(elements(p.shape(), axis, p.shape().rank()))).toArray());
  }

  /// Of the dimensions `[from, to)`.
  private static long elements(Shape shape, int from, int to) {
    long elements = 1;
    for (int d = from; d < to; d++) {
      elements *= shape.extent(d);
    }
    return elements;
  }

  private int line() {
    int line = 0;
    for (int part : lines) {
      line += part;
    }
    return line;
  }

  @Override
  public double get(int index) {
    int row = index / line();
    int at = index % line();
    int k = 0;
    while (at >= lines[k]) {
      at -= lines[k++];
    }
    return parts.get(k).get(row * lines[k] + at);
  }

  @Override
  public void copy(int from, Object to, int at, int count) {
    int line = line();
    for (int row = from / line; row * line < from + count; row++) {
      int begin = row * line;
      for (int k = 0; k < lines.length; k++) {
        int first = Math.max(from, begin);
        int end = Math.min(from + count, begin + lines[k]);
        if (first < end) {
          parts.get(k).copy(row * lines[k] + first - begin, to, at + first - from, end - first);
        }
        begin += lines[k];
      }
    }
  }
}
