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

  /// How many `f32` a vector holds; 1 in scalar code.
  public int floats() {
    return Math.max(1, vectorBits / FLOAT_BITS);
  }

  /// How many vectors of sums the registers hold beside their operands.
  public int accumulators() {
    return registers * ACCUMULATORS_OF_EIGHT / 8;
  }
}
