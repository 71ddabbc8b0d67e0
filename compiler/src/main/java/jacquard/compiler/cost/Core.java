package jacquard.compiler.cost;

/// One core, as code is scheduled for it and its cycles are counted: vectors of `vectorBits` bits, 0 for scalar code, and how many of them
/// its registers hold; the multiply-adds and loads of vectors that it starts in a cycle, and the cycles until a multiply-add is done; the
/// cycles in which the second-level cache delivers a vector; the bytes of the first-level cache.
///
/// Register tiles, lanes and chunks follow from it; layouts and orders of sums do not, for which [Machine#NOMINAL] is asked: programs give
/// the same bits for every core.
///
/// Registers: 32 in AVX-512 and AArch64, 16 in SSE and AVX2. Two multiply-adds and two loads a cycle, four cycles to a multiply-add: Intel
/// from Skylake on, AMD from Zen 3 on (A. Fog, instruction tables). A vector in 2.5 cycles from the second-level cache: with 1.5, 2, 2.5
/// and 3 the kernels of `vgg16`, batch 1, one thread, take 213.5, 213.3, 197.0 and 202.5 ms, those of `resnet50` 58.0, 53.5, 52.1 and 51.1.
/// A first-level cache of 32 KiB: the smallest of current x86 cores.
public record Core(int vectorBits, int registers, double multiplyAdds, double loads, double latency, double vectorFromCache,
    int firstCacheBytes) {
  /// A line of the caches of every machine that code is made for. Blocks of layouts are one line, so bits follow from it.
  public static final int LINE_BYTES = 64;
  private static final int MANY_REGISTERS = 32;
  private static final int FEW_REGISTERS = 16;
  private static final int WIDEST_BITS = 512;
  private static final int FLOAT_BITS = 32;
  /// Of eight registers: what C2 needs of the others for operands. On conv 3x3, 64 to 64 channels, 56x56, with 32 registers tiles of 20 and
  /// 16 (10x2, 8x2, 5x4) reach 207 to 213 GFLOP/s, tiles of 24 (12x2, 6x4, 8x3) spill and reach 126 to 140.
  private static final int ACCUMULATORS_OF_EIGHT = 5;

  /// A core of this width, with the registers that x86 processors of the width have.
  public static Core of(int vectorBits) {
    return new Core(vectorBits, vectorBits == WIDEST_BITS ? MANY_REGISTERS : FEW_REGISTERS, 2, 2, 4, 2.5, 1 << 15);
  }

  /// This with another number of vector registers.
  public Core withRegisters(int number) {
    return new Core(vectorBits, number, multiplyAdds, loads, latency, vectorFromCache, firstCacheBytes);
  }

  /// Whether a tile of so many rows and vectors runs without spills.
  ///
  /// C2 may load the vectors and broadcast the elements of all rows before it multiplies, so all of them have to fit beside the sums; of
  /// one vector, each element is used once, and is loaded where it is. Of 16 registers, 5x2 leaves one or two of its sums on the stack, in
  /// every step, where the sum has one level or its loops are short: on AVX2, 4x2 in its place, there alone, takes `resnet50` from
  /// 80.8 to 68.2 ms, `mobilenet-v1` from 16.1 to 13.3 (batch 1, one thread); for all other sums the two are within 4 %.
  public boolean holds(int rows, int vectors) {
    boolean loadedAhead = vectorBits > 0 && vectors > 1;
    return rows * vectors <= accumulators() && (!loadedAhead || rows * vectors + rows + vectors <= registers);
  }

  /// The lines of the cache that a vector lies in, on average: the elements of an array begin 16 bytes after its start, so a vector of a
  /// whole line always lies in two, which are loaded one after the other.
  public double linesOfVector() {
    return 1 + (double) vectorBits / (Byte.SIZE * LINE_BYTES);
  }

  /// How many `f32` a vector holds; 1 in scalar code.
  public int floats() {
    return Math.max(1, vectorBits / FLOAT_BITS);
  }

  /// How many vectors of sums the registers hold beside their operands.
  public int accumulators() {
    return registers * ACCUMULATORS_OF_EIGHT / 8;
  }
}
