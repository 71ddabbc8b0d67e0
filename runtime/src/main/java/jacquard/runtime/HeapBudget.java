package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Refuses memory that cannot be had, before it is allocated and with the numbers that explain why.
///
/// @param limit bytes the heap may grow to, `-Xmx`
/// @param used bytes taken by everything else
record HeapBudget(long limit, long used) {
  /// The longest array HotSpot makes, with the reserve its own collections keep.
  static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final long GIB = 1L << 30;
  /// Beyond it a heap size in a message is a lower bound.
  private static final long MOST_SHOWN = Long.MAX_VALUE / 4;

  /// The state of this process; with `collected`, after a garbage collection, so that `used` counts live objects only.
  static HeapBudget now(boolean collected) {
    Runtime runtime = Runtime.getRuntime();
    if (collected) {
      runtime.gc();
    }
    return new HeapBudget(runtime.maxMemory(), runtime.totalMemory() - runtime.freeMemory());
  }

  /// Errors: `plan/heap` if `bytes` more do not fit. The heap is collected before giving up.
  static void require(String what, long bytes) {
    if (!now(false).fits(bytes)) {
      HeapBudget live = now(true);
      if (!live.fits(bytes)) {
        throw live.refusal(what, bytes, null);
      }
    }
  }

  boolean fits(long bytes) {
    return bytes <= limit - used;
  }

  UserError refusal(String what, long bytes, @Nullable Throwable cause) {
    // A tenth on top of what is known, for what the process allocates beside the plan.
    long heapGib = Math.ceilDiv((Math.min(bytes, MOST_SHOWN) + used) / 10 * 11, GIB);
    UserError.Builder error = UserError.of("plan/heap").problem("%s does not fit into the heap", what)
        .got("%s needed", text(bytes))
        .expected("at most %s: the limit is %s, of which %s are in use", text(Math.max(0, limit - used)), text(limit), text(used))
        .fix("run a smaller batch, or allow a larger heap: java -Xmx%dg", heapGib);
    return (cause == null ? error : error.cause(cause)).build();
  }

  /// Errors: `plan/array` if one array cannot hold the elements of some type.
  static void requireArrays(String what, Elements elements) {
    for (DType type : DType.values()) {
      if (elements.get(type) > LONGEST_ARRAY) {
        throw UserError.of("plan/array").problem("%s does not fit into Java's arrays", what)
            .got("%s elements of type %s", grouped(elements.get(type)), type.text())
            .expected("at most %s", grouped(LONGEST_ARRAY)).fix("run a smaller batch").build();
      }
    }
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes (%.1f GiB)", bytes, (double) bytes / GIB);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
