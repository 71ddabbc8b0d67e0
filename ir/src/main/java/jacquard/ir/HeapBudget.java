package jacquard.ir;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Refuses memory that cannot be had, before it is allocated and with the numbers that explain why.
///
/// @param limit bytes the heap may grow to, `-Xmx`
/// @param used bytes taken by everything else
public record HeapBudget(long limit, long used) {
  /// What helps where memory grows with the batch.
  public static final String SMALLER_BATCH = "run a smaller batch";

  /// What helps where it grows with the parameters.
  public static final String SMALLER_LAYERS = "make the layers smaller";

  private static final long GIB = 1L << 30;
  /// Beyond it a heap size in a message is a lower bound.
  private static final long MOST_SHOWN = Long.MAX_VALUE / 4;

  /// The state of this process; with `collected`, after a garbage collection, so that `used` counts live objects only.
  public static HeapBudget now(boolean collected) {
    Runtime runtime = Runtime.getRuntime();
    if (collected) {
      runtime.gc();
    }
    return new HeapBudget(runtime.maxMemory(), runtime.totalMemory() - runtime.freeMemory());
  }

  /// Errors: `plan/heap` if `bytes` more do not fit. The heap is collected before giving up.
  public static void require(String what, long bytes) {
    if (!hasRoom(bytes)) {
      throw now(false).refusal(what, bytes, SMALLER_BATCH, null);
    }
  }

  /// What `allocation` makes, which takes `bytes`; `advice` is what helps beside a larger heap.
  ///
  /// Errors: `plan/heap` where they do not fit, also where only the attempt shows it, as free memory lies in pieces.
  public static <T> T within(String what, long bytes, String advice, Supplier<T> allocation) {
    if (!hasRoom(bytes)) {
      throw now(false).refusal(what, bytes, advice, null);
    }
    try {
      return allocation.get();
    } catch (OutOfMemoryError e) {
      throw exhausted(what, bytes, advice, e);
    }
  }

  /// The refusal of `bytes` or more that could not be had, as `cause` shows.
  public static UserError exhausted(String what, long bytes, String advice, OutOfMemoryError cause) {
    return now(true).refusal(what, bytes, advice, cause);
  }

  /// Whether `bytes` more fit. The heap is collected before saying no.
  public static boolean hasRoom(long bytes) {
    return now(false).fits(bytes) || now(true).fits(bytes);
  }

  /// `at most 100 bytes (0.0 GiB): the limit is …`, for messages.
  public String room() {
    return String.format(Locale.ROOT, "at most %s: the limit is %s, of which %s are in use", text(Math.max(0, limit - used)), text(limit),
        text(used));
  }

  boolean fits(long bytes) {
    return bytes <= limit - used;
  }

  UserError refusal(String what, long bytes, String advice, @Nullable Throwable cause) {
    // A tenth on top of what is known, for what the process allocates beside the plan.
    long heapGib = Math.ceilDiv((Math.min(bytes, MOST_SHOWN) + used) / 10 * 11, GIB);
    UserError.Builder error = UserError.of("plan/heap").problem("%s does not fit into the heap", what)
        .got("%s needed", text(bytes))
        .expected("%s", room())
        .fix("%s, or allow a larger heap: java -Xmx%dg", advice, heapGib);
    return (cause == null ? error : error.cause(cause)).build();
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes (%.1f GiB)", bytes, (double) bytes / GIB);
  }
}
