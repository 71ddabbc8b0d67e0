package jacquard.runtime;

/// One step of a plan: kernel number `kernel` of the program, run over all tiles of `grid`.
///
/// The tiles of a `parallel` call are spread over the threads; those of any other run on one thread, in order. `args` is handed
/// to the kernel as it is. `label` names the kernel in messages and profiles, `layers` the layers that it computes.
@SuppressWarnings("ArrayRecordComponent") // handed to kernels as it is; calls are not compared
public record Call(int kernel, int[] args, TileGrid grid, boolean parallel, String label, String layers) {
  public Call {
    args = args.clone();
    if (kernel < 0) {
      throw new IllegalArgumentException("call of '" + label + "': kernel " + kernel);
    }
  }

  /// A call of a kernel that no layer needs, of tiles in a row.
  public Call(int kernel, int[] args, int tiles, boolean parallel, String label) {
    this(kernel, args, TileGrid.row(tiles), parallel, label, "");
  }

  public int tiles() {
    return grid.tiles();
  }

  /// A call of one tile.
  public static Call serial(int kernel, int[] args, String label) {
    return new Call(kernel, args, 1, false, label);
  }

  /// Whether more than one thread can take part.
  boolean isShared() {
    return parallel && tiles() > 1;
  }
}
