package jacquard.runtime;

import java.util.List;

/// A [Call] for every batch size `n`: its arguments are `base[i] + n·scale[i]`.
///
/// @param loops those that are cut into tiles
/// @param blockLoop the one over blocks of channels, of one example, where threads divide the places after it, else -1
/// @param sharedFrom the batch size from which threads share the call
@SuppressWarnings("ArrayRecordComponent") // made once; not compared
public record ScaledCall(int kernel, int[] base, int[] scale, List<TiledLoop> loops, int blockLoop, int sharedFrom, String label,
    String layers) {
  /// `extent` indices, of each example where `perExample`, in steps of `step`.
  public record TiledLoop(int extent, boolean perExample, int step) {
    long tiles(int batch) {
      return Math.ceilDiv(perExample ? (long) extent * batch : extent, (long) step);
    }
  }

  public ScaledCall {
    loops = List.copyOf(loops);
    if (blockLoop < -1 || blockLoop >= loops.size()) {
      throw new IllegalArgumentException("loop " + blockLoop + " of " + loops.size());
    }
  }

  Call at(int batch) {
    int[] args = new int[base.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = Math.toIntExact(base[i] + (long) scale[i] * batch);
    }
    boolean blocks = blockLoop >= 0 && tiles(0, blockLoop, batch) == 1;
    TileGrid grid = blocks ? new TileGrid(tiles(blockLoop, blockLoop + 1, batch), tiles(blockLoop + 1, loops.size(), batch))
        : TileGrid.row(tiles(0, loops.size(), batch));
    return new Call(kernel, args, grid, grid.tiles() > 1 && batch >= sharedFrom, label, layers);
  }

  private int tiles(int from, int to, int batch) {
    long tiles = 1;
    for (TiledLoop loop : loops.subList(from, to)) {
      tiles = Math.multiplyExact(tiles, loop.tiles(batch));
    }
    return Math.toIntExact(tiles);
  }
}
