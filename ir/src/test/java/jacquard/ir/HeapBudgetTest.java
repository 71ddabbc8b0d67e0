package jacquard.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets the locale of the process")
class HeapBudgetTest {
  @Test
  void namesBytesLimitAndWaysOut() {
    UserError error = new HeapBudget(4L << 30, 400L << 20)
        .refusal("batch 512 of program 'vgg16'", 12_884_901_889L, HeapBudget.SMALLER_BATCH, null);
    assertEquals("""
        batch 512 of program 'vgg16' does not fit into the heap                 [plan/heap]
          got       12,884,901,889 bytes (12.0 GiB) needed
          expected  at most 3,875,536,896 bytes (3.6 GiB): the limit is 4,294,967,296 bytes (4.0 GiB), of which 419,430,400 bytes \
        (0.4 GiB) are in use
          fix       run a smaller batch, or allow a larger heap: java -Xmx14g""", error.getMessage());
  }

  @Test
  void messageDoesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      String message = new HeapBudget(4L << 30, 0).refusal("x", 5L << 30, HeapBudget.SMALLER_BATCH, null).getMessage();
      assertTrue(message.contains("5,368,709,120 bytes (5.0 GiB)"), message);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesMoreThanTheHeapBeforeAllocating() {
    UserError error = assertThrows(UserError.class, () -> HeapBudget.require("x", Runtime.getRuntime().maxMemory()));
    assertEquals("plan/heap", error.code());
    HeapBudget.require("x", 1);
  }

  /// Half the heap may be free in total and not in one piece: what counts then is the attempt.
  @Test
  void refusesWhatOnlyTheAttemptShows() {
    UserError error = assertThrows(UserError.class, () -> HeapBudget.within("the constants of 'net'", 8, HeapBudget.SMALLER_LAYERS, () -> {
      throw new OutOfMemoryError("Java heap space");
    }));
    assertEquals("plan/heap", error.code());
    assertTrue(error.getMessage().contains("make the layers smaller, or allow a larger heap"), error.getMessage());
    assertEquals("x", HeapBudget.within("x", 1, HeapBudget.SMALLER_LAYERS, () -> "x"));
  }
}
