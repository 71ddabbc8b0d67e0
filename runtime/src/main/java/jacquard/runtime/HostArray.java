package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.lang.reflect.Array;

/// The caller's array an input is read from, and whether an array goes with what a program declares.
final class HostArray {
  private Object source = new float[0];
  private int offset;
  private boolean isScalar;
  private final double[] real = new double[1];
  private final long[] integer = new long[1];

  void set(Object source, int offset) {
    this.source = source;
    this.offset = offset;
    this.isScalar = false;
  }

  void setScalar(double value) {
    real[0] = value;
    set(real, 0);
    isScalar = true;
  }

  void setScalar(long value) {
    integer[0] = value;
    set(integer, 0);
    isScalar = true;
  }

  void packInto(Region region, Memory memory) {
    if (isScalar) {
      checkLength(region, 1, 0);
    } else {
      check(region, source, offset);
    }
    region.pack(source, offset, memory);
  }

  /// Errors: `array/kind`, `array/length`.
  static void check(Region region, Object array, int offset) {
    DType type = region.binding().type().dtype();
    boolean goes = switch (type) {
      case F32, F64 -> array instanceof float[] || array instanceof double[];
      case I32, I64 -> array instanceof int[] || array instanceof long[];
      case BOOL -> array instanceof byte[];
    };
    if (!goes) {
      throw UserError.of("array/kind").problem("the array for '%s' has another kind of element", region.binding().name())
          .got("%s", array.getClass().getSimpleName())
          .expected("%s for %s", type.isFloat() ? "float[] or double[]" : type == DType.BOOL ? "byte[]" : "int[] or long[]",
              region.binding().type()).build();
    }
    checkLength(region, Array.getLength(array), offset);
  }

  static void checkLength(Region region, int length, int offset) {
    if (offset < 0 || region.size() > length - offset) {
      throw UserError.of("array/length").problem("the array for '%s' is too short", region.binding().name())
          .got("%d elements from offset %d on", Math.max(0, length - offset), offset)
          .expected("%d for %s", region.size(), region.shape()).build();
    }
  }
}
