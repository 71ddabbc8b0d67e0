package jacquard.compiler.cost;

/// The vector unit that code is scheduled for: vectors of `bits` bits, 0 for scalar code, and how many of them its registers hold.
///
/// Register tiles and lanes follow from it, layouts and orders of sums do not: programs give the same bits for every unit.
public record VectorUnit(int bits, int registers) {
  /// Registers of AVX-512 and of AArch64.
  public static final int MANY = 32;
  /// Registers of SSE and AVX2.
  public static final int FEW = 16;
  private static final int WIDEST_BITS = 512;

  /// A unit of this width, with the registers that x86 processors of the width have.
  public static VectorUnit of(int bits) {
    return new VectorUnit(bits, bits == WIDEST_BITS ? MANY : FEW);
  }
}
