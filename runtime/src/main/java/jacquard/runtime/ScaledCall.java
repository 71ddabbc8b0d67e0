package jacquard.runtime;

import java.util.List;

/// A [Call] for every batch size `n`: its arguments are `base[i] + n·scale[i]`.
///
/// @param loops those that are cut into tiles
/// @param sharedFrom the batch size from which threads share the call
@SuppressWarnings("ArrayRecordComponent") // made once; not compared
public record ScaledCall(int kernel, int[] base, int[] scale, List<TiledLoop> loops, int sharedFrom, String label,
    String layers) {
  /// `extent` indices, of each example where `perExample`, in steps of `step`.
  public record TiledLoop(int extent, boolean perExample, int step) {
    long tiles(int batch) {
      return Math.ceilDiv(perExample ? (long) extent * batch : extent, (long) step);
    }
  }

  public ScaledCall {
    loops = List.copyOf(loops);
  }

  Call at(int batch) {
    int[] args = new int[base.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = Math.toIntExact(base[i] + (long) scale[i] * batch);
    }
    long tiles = 1;
    for (TiledLoop loop : loops) {
      tiles = Math.multiplyExact(tiles, loop.tiles(batch));
    }
    return new Call(kernel, args, Math.toIntExact(tiles), tiles > 1 && batch >= sharedFrom, label, layers);
  }
}
