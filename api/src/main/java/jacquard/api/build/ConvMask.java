package jacquard.api.build;

import jacquard.api.network.LayerBuilder;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import org.jspecify.annotations.Nullable;

/// Which weights `[O, C/G, R…]` of a convolution exist: those of kept kernel positions and connected maps.
///
/// Errors   `conv/mask`: not one entry per kernel position, or none kept; `conv/connections`: not one row per input map and one
/// column per filter, none connected, or together with groups.
/// Source   connection tables: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", table I.
final class ConvMask {
  private ConvMask() {}

  /// 1 where there is a weight, else 0; null where there is every weight.
  static @Nullable NdArray of(LayerBuilder layer, ConvSettings o, Shape weights) {
    if (o.mask == null && o.connections == null) {
      return null;
    }
    int positions = Math.toIntExact(weights.slice(2, weights.rank()).size());
    int channels = weights.extent(1);
    if (o.mask != null) {
      checkMask(layer, o.mask, weights, positions);
    }
    if (o.connections != null) {
      checkConnections(layer, o.connections, o.groups, channels, weights.extent(0));
    }
    NdArray kept = NdArray.zeros(new TensorType(DType.F64, weights));
    for (int i = 0; i < kept.size(); i++) {
      int map = i / positions;
      boolean connected = o.connections == null || o.connections[map % channels][map / channels];
      kept.set(i, connected && (o.mask == null || o.mask[i % positions]) ? 1 : 0);
    }
    return kept;
  }

  private static void checkMask(LayerBuilder layer, boolean[] mask, Shape weights, int positions) {
    if (mask.length != positions || count(mask) == 0) {
      throw layer.error("mask", "the mask does not fit the kernel").got("%d entries, %d kept", mask.length, count(mask))
          .expected("one entry per position of the kernel %s, row-major: %d; at least one kept", weights.slice(2, weights.rank()),
              positions).build();
    }
  }

  private static void checkConnections(LayerBuilder layer, boolean[][] table, int groups, int channels, int filters) {
    boolean rows = table.length == channels;
    int connected = 0;
    for (boolean[] row : table) {
      rows &= row.length == filters;
      connected += count(row);
    }
    if (!rows || connected == 0 || groups > 1) {
      throw layer.error("connections", "the connection table does not fit the maps")
          .got("%d rows, columns %s, %d connections, groups = %d", table.length, table.length == 0 ? "none" : table[0].length, connected,
              groups)
          .expected("one row per input map: %d, one column per filter: %d, at least one connection, no groups", channels, filters)
          .build();
    }
  }

  private static int count(boolean[] kept) {
    int count = 0;
    for (boolean k : kept) {
      count += k ? 1 : 0;
    }
    return count;
  }
}
