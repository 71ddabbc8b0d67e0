package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.lang.reflect.Array;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The caller's array an input is read from, and whether an array goes with what a program declares.
final class HostArray implements Kernel {
  private Object source = new float[0];
  private int offset;
  private boolean isScalar;
  private final double[] real = new double[1];
  private final long[] integer = new long[1];
  private final Kernel[] kernels = {this};
  /// Where the array was packed last, and how threads share that.
  private @Nullable Region target;
  private Call[] calls = {};

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
    check(region);
    region.pack(source, offset, memory);
  }

  /// As above, on all threads of `workers`; each packs the lines that it reads in the first call of a plan.
  void packInto(Region region, Memory memory, Workers workers) {
    check(region);
    if (region != target) {
      target = region;
      calls = new Call[] {new Call(0, new int[0], region.lines(), true, "pack", "")};
    }
    if (workers.threads() == 1 || !calls[0].isShared()) {
      region.pack(source, offset, memory);
      return;
    }
    try {
      workers.run(calls, kernels, memory, null);
    } catch (KernelFailure e) {
      throw e.unwrapped();
    }
  }

  @Override
  public void run(Memory memory, int[] args, int from, int to) {
    Objects.requireNonNull(target).packLines(source, offset, from, to, memory);
  }

  private void check(Region region) {
    if (isScalar) {
      checkLength(region, 1, 0);
    } else {
      check(region, source, offset);
    }
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
