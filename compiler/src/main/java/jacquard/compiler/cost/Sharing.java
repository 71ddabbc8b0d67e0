package jacquard.compiler.cost;

import jacquard.ir.loop.LoopNest;

/// How work is shared among threads; bits do not follow from it.
public final class Sharing {
  /// Loops that are shared out, outermost first.
  public static final int LOOPS = 3;
  /// Predicted time ([StepCost]) below which a second thread costs more than it saves: handing a call out and over takes some 3 us. On two
  /// threads of an AMD EPYC with AVX-512, the first convolution of `convnet-mnist` takes 5.8 us alone and 8.5 shared, its second 30 and 20.
  private static final double SERIAL_NANOS = 10_000;
  /// Rows of tiles handed to one worker at a time, where rows are divided: the batch, and lines of `LONG_ROWS`, which have few others.
  public static final int CHUNK_ROWS = 32;
  public static final int LONG_ROWS = 128;
  /// Tiles that give every worker something to do.
  public static final int FEWEST_TILES = 8;
  /// More tiles than this divide evenly enough among any number of workers.
  public static final int MANY_TILES = 64;
  /// How many times larger than what a call reads and writes of maps its weights may be, for each thread to read them whole and no lines of
  /// the maps which another wrote. With 2 and 8, `squeezenet1.1` is not faster (batch 1, two threads of an AMD EPYC, two processes each).
  public static final int WEIGHTS_OF_MAPS = 4;
  /// Parts of the first cache that a chunk of a loop over memory may fill: small against the cache and large against the cost of handing it
  /// out.
  private static final int CACHE_SHARE = 2;

  private Sharing() {}

  /// Whether a call over that many examples has enough work for several threads.
  public static boolean pays(LoopNest nest, int examples) {
    return StepCost.nanos(nest, examples) > SERIAL_NANOS;
  }

  /// Elements of a flat loop that are handed out at a time.
  public static int flatChunk(Core core) {
    return core.firstCacheBytes() / CACHE_SHARE / Float.BYTES;
  }
}
