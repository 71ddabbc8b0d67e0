package jacquard.ir.loop;

import jacquard.ir.Layout;
import java.util.List;

/// Where in memory an access falls: the flat offset within its buffer, as a function of the indices its map uses.
///
///     offset = Σ d  ⌊(map_d + lo_d) / block_d⌋ · outer_d + ((map_d + lo_d) mod block_d) · inner_d
public final class Offsets {
  private Offsets() {}

  public static IndexExpr of(List<IndexExpr> map, Buffer buffer) {
    Layout layout = buffer.layout();
    int[] strides = layout.outerStrides(buffer.type().shape());
    IndexExpr offset = IndexExpr.ZERO;
    for (int d = 0; d < map.size(); d++) {
      IndexExpr at = map.get(d).plus(layout.lo().get(d));
      int block = layout.block(d);
      if (block == 1 || strides[d] == block * layout.innerStride(d)) {
        offset = offset.combine(at, block == 1 ? strides[d] : layout.innerStride(d));
      } else {
        offset = offset.combine(at.floorDiv(block), strides[d]).combine(at.mod(block), layout.innerStride(d));
      }
    }
    return offset;
  }
}
