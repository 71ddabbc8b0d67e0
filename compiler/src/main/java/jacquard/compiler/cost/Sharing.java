package jacquard.compiler.cost;

/// How work is shared among threads; bits do not follow from it.
public final class Sharing {
  /// Loops that are shared out, outermost first.
  public static final int LOOPS = 3;
  /// Points times operations below which a second thread costs more than it saves: about ten microseconds of work.
  public static final long SERIAL_WORK = 20_000;
  /// Rows of tiles handed to one worker at a time, where rows are divided: the batch, and lines of `LONG_ROWS`, which have few others.
  public static final int CHUNK_ROWS = 32;
  public static final int LONG_ROWS = 128;
  /// Tiles that give every worker something to do.
  public static final int FEWEST_TILES = 8;
  /// More tiles than this divide evenly enough among any number of workers.
  public static final int MANY_TILES = 64;
  /// Parts of the first cache that a chunk of a loop over memory may fill: small against the cache and large against the cost of handing it
  /// out.
  private static final int CACHE_SHARE = 2;

  private Sharing() {}

  /// Elements of a flat loop that are handed out at a time.
  public static int flatChunk(Core core) {
    return core.firstCacheBytes() / CACHE_SHARE / Float.BYTES;
  }
}
