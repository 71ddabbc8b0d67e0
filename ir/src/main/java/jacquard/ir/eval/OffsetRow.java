package jacquard.ir.eval;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.loop.IndexExpr;
import java.util.Arrays;
import java.util.List;

/// Which elements of an array the points of a row access: their row-major offsets, `-1` at a point that falls outside.
///
///     offset(i) = Σ d  index_d(i) · stride_d
///
/// What the terms of inner axes add is tabulated for all dimensions together, and only an index that may leave its extent in the present
/// run is compared with it.
final class OffsetRow {
  private final IndexRow[] indices;
  private final int[] extents;
  private final int[] strides;
  private final int[] inner;
  private int[] offsets = {};
  private int[] outside = {};

  OffsetRow(List<IndexExpr> map, Shape shape, Points points, List<NdArray> operands) {
    this.indices = map.stream().map(index -> new IndexRow(index, points, operands)).toArray(IndexRow[]::new);
    this.extents = new int[indices.length];
    this.strides = new int[indices.length];
    int stride = 1;
    int[] table = new int[points.row()];
    for (int d = indices.length - 1; d >= 0; d--) {
      extents[d] = shape.extent(d);
      strides[d] = stride;
      stride *= extents[d];
      if (indices[d].isSeparate()) {
        IndexRow.sum(table, strides[d], indices[d].inner());
      }
    }
    this.inner = table;
  }

  /// The offsets at the points `[from, to)` of the row; the next call overwrites them.
  int[] offsets(int from, int to) {
    int count = to - from;
    if (offsets.length < count) {
      offsets = new int[count];
      outside = new int[count];
    }
    int start = 0;
    for (int d = 0; d < indices.length; d++) {
      start += indices[d].isSeparate() ? indices[d].outer() * strides[d] : 0;
    }
    for (int i = 0; i < count; i++) {
      offsets[i] = start + inner[from + i];
    }
    compare(from, to);
    return offsets;
  }

  /// The sign of `outside` says where an index is negative or leaves nothing of its extent; an offset there becomes `-1`.
  private void compare(int from, int to) {
    Arrays.fill(outside, 0, to - from, 0);
    for (int d = 0; d < indices.length; d++) {
      if (!indices[d].staysInside(extents[d])) {
        int[] index = indices[d].values(from, to);
        int last = extents[d] - 1;
        int stride = indices[d].isSeparate() ? 0 : strides[d];
        for (int i = 0; i < to - from; i++) {
          offsets[i] += index[i] * stride;
          outside[i] |= index[i] | last - index[i];
        }
      }
    }
    for (int i = 0; i < to - from; i++) {
      offsets[i] |= outside[i] >> 31;
    }
  }
}
