package jacquard.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The extents of a tensor, outermost dimension first; immutable and compared by value.
///
/// Text form: `[N,3,28,28]`; a scalar is `[]`.
public record Shape(List<Dim> dims) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
  }

  /// A shape of fixed extents, for example `Shape.of(3, 28, 28)`.
  public static Shape of(int... extents) {
    return new Shape(Arrays.stream(extents).mapToObj(Dim::of).toList());
  }

  public static Shape of(List<Dim> dims) {
    return new Shape(dims);
  }

  /// This shape with a batch dimension `N` in front.
  public Shape batched() {
    return inserted(0, Dim.BATCH);
  }

  public int rank() {
    return dims.size();
  }

  public Dim dim(int axis) {
    return dims.get(axis);
  }

  /// The fixed extent of `axis`; a batch dimension has none.
  public int extent(int axis) {
    Dim dim = dims.get(axis);
    if (dim.perBatch()) {
      throw new IllegalStateException("dimension " + axis + " of " + this + " depends on the batch size");
    }
    return dim.count();
  }

  /// Extents when the batch holds `batch` examples.
  public int[] at(int batch) {
    return dims.stream().mapToInt(d -> d.at(batch)).toArray();
  }

  /// This shape with `N` replaced by a number.
  public Shape bound(int batch) {
    return Shape.of(at(batch));
  }

  public boolean isBatched() {
    for (Dim dim : dims) {
      if (dim.perBatch()) {
        return true;
      }
    }
    return false;
  }

  /// The number of elements when the batch holds `batch` examples, in 64 bits.
  ///
  /// Errors: `shape/too-large`, where 64 bits do not hold it.
  public long size(int batch) {
    long size = 1;
    for (Dim dim : dims) {
      long extent = dim.at(batch);
      if (extent > 0 && size > Long.MAX_VALUE / extent) {
        throw UserError.of("shape/too-large").problem("a shape has more elements than can be counted").got("%s", at(batch, "·"))
            .expected("at most 2⁶³ − 1 elements").fix("use smaller extents").build();
      }
      size *= extent;
    }
    return size;
  }

  private String at(int batch, String separator) {
    return dims.stream().map(d -> Integer.toString(d.at(batch))).collect(Collectors.joining(separator));
  }

  /// Whether 64 bits hold the number of bytes of this many elements of 8 bytes, for one example.
  public boolean isCountable() {
    if (dims.stream().anyMatch(d -> d.count() == 0)) {
      return true;
    }
    long bytes = Double.BYTES;
    for (Dim dim : dims) {
      if (bytes > Long.MAX_VALUE / dim.count()) {
        return false;
      }
      bytes *= dim.count();
    }
    return true;
  }

  /// The number of elements of a shape without batch dimension.
  public long size() {
    if (isBatched()) {
      throw new IllegalStateException("the size of " + this + " depends on the batch size");
    }
    return size(1);
  }

  public Shape with(int axis, Dim dim) {
    var copy = new ArrayList<>(dims);
    copy.set(axis, dim);
    return new Shape(copy);
  }

  public Shape with(int axis, int extent) {
    return with(axis, Dim.of(extent));
  }

  public Shape inserted(int axis, Dim dim) {
    var copy = new ArrayList<>(dims);
    copy.add(axis, dim);
    return new Shape(copy);
  }

  public Shape without(int axis) {
    var copy = new ArrayList<>(dims);
    copy.remove(axis);
    return new Shape(copy);
  }

  public Shape slice(int from, int to) {
    return new Shape(dims.subList(from, to));
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
