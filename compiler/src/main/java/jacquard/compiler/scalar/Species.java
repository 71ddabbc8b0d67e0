package jacquard.compiler.scalar;

import jacquard.ir.DType;

/// Which vector species there are: those of 64 to 512 bits. Every type of a vector form has the same number of lanes,
/// hence its own species.
public final class Species {
  private static final int SMALLEST_BITS = 64;
  private static final int LARGEST_BITS = 512;

  private Species() {}

  /// Whether there is a species of `lanes` lanes for every type of `code`; otherwise it needs a form of fewer lanes. One lane
  /// is scalar code.
  ///
  /// Two lanes are for code without `bool` only: C2 keeps no mask of two lanes in a register (JDK 25, x86-64: blends of two lanes
  /// allocate for ever, of four and more never).
  public static boolean fit(ScalarCode code, int lanes) {
    boolean masksStayInRegisters = lanes > 2 || code.instructions().stream().noneMatch(i -> i.type() == DType.BOOL);
    return lanes == 1 || (masksStayInRegisters && code.laneTypes().stream().allMatch(type -> fits(type, lanes)));
  }

  /// Whether there is one of `lanes` lanes of `type`.
  public static boolean fits(DType type, int lanes) {
    return bits(type, lanes) >= SMALLEST_BITS && bits(type, lanes) <= LARGEST_BITS;
  }

  /// The width of `lanes` lanes of `type`.
  public static int bits(DType type, int lanes) {
    return lanes * 8 * type.bytes();
  }
}
