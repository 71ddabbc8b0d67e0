package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WarmUpTest {
  private static final TensorType ONE = new TensorType(DType.F32, Shape.SCALAR.batched());
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Memory NO_CONSTANTS = new Memory();

  /// `y[n] = 2·x[n]`, at scratch `first + batch`, after `slow` nanoseconds.
  private static Executable doubled(int first, long slow, AtomicInteger runs) {
    Kernel kernel = (memory, args, from, to) -> {
      LockSupport.parkNanos(slow);
      runs.incrementAndGet();
      float[] scratch = memory.f32[Memory.SCRATCH];
      for (int i = 0; i < args[0]; i++) {
        scratch[first + args[0] + i] = 2 * scratch[first + i];
      }
    };
    return program(kernel, first);
  }

  private static Executable program(Kernel kernel, int first) {
    return new Executable("doubled", List.of(kernel), NO_CONSTANTS, List.of(),
        batch -> new Plan(batch, List.of(Call.serial(0, new int[] {batch}, "double")), Elements.of(DType.F32, first + 2L * batch),
            List.of(new Binding("x", ONE, Layout.plain(1), Memory.SCRATCH, first)),
            List.of(new Binding("y", ONE, Layout.plain(1), Memory.SCRATCH, first + batch))));
  }

  private static float run(Context context, float x) {
    context.setInput("x", new float[] {1, x}, 0);
    context.run(2);
    float[] y = new float[2];
    context.output("y", y, 0);
    assertEquals(2, y[0]);
    return y[1];
  }

  @Test
  void callersRunTheFirstFormUntilTheOtherIsFaster() {
    var first = new AtomicInteger();
    var own = new AtomicInteger();
    var slow = new AtomicLong(50_000_000);
    Kernel kernel = (memory, args, from, to) -> {
      LockSupport.parkNanos(slow.get());
      own.incrementAndGet();
      memory.f32[Memory.SCRATCH][7 + args[0]] = 2 * memory.f32[Memory.SCRATCH][7];
      memory.f32[Memory.SCRATCH][7 + 2 * args[0] - 1] = 2 * memory.f32[Memory.SCRATCH][7 + args[0] - 1];
    };
    var made = new AtomicInteger();
    Executable program = doubled(0, 5_000_000, first).becoming(() -> {
      made.incrementAndGet();
      return program(kernel, 7);
    });
    Context context = program.context(1);
    assertEquals(0, made.get(), "the other form is made after the first run");
    assertEquals(6, run(context, 3));
    assertEquals(1, first.get(), "its first run is one of the first form");
    assertFalse(program.warmUp(Duration.ofMillis(1)));
    assertEquals(8, run(context, 4));
    slow.set(0);
    assertTrue(program.warmUp(LONG));
    int before = first.get();
    int warm = own.get();
    assertEquals(10, run(context, 5), "the context runs the other plan, whose values lie elsewhere");
    assertEquals(before, first.get());
    assertEquals(warm + 1, own.get());
    assertEquals(14, run(program.context(1), 7));
    assertEquals(before, first.get());
    assertEquals(1, made.get());
  }

  /// Callers stay with the first form until the program, of which only runs are left to tell, is the faster one.
  @Test
  void aRehearsalThatFailsLeavesTheProgramToBeWarmedByRuns() {
    var slow = new AtomicLong(50_000_000);
    var runs = new AtomicInteger();
    var kernel = new Kernel() {
      @Override
      public void run(Memory memory, int[] args, int from, int to) {
        LockSupport.parkNanos(slow.get());
        runs.incrementAndGet();
        for (int i = 0; i < args[0]; i++) {
          memory.f32[Memory.SCRATCH][args[0] + i] = 2 * memory.f32[Memory.SCRATCH][i];
        }
      }

      @Override
      public boolean rehearse(Memory memory, int[] args, int examples, int tile) {
        throw new ArrayIndexOutOfBoundsException("beside its buffers");
      }
    };
    Executable program = doubled(0, 5_000_000, new AtomicInteger()).becoming(() -> program(kernel, 0));
    assertEquals(6, run(program.context(1), 3));
    assertFalse(program.warmUp(Duration.ofMillis(300)));
    assertTrue(runs.get() > 0, "it is warmed by runs");
    slow.set(0);
    assertTrue(program.warmUp(LONG));
    assertEquals(8, run(program.context(1), 4));
  }

  @Test
  void aProgramThatFailsWhileItWarmsTellsItsCallers() {
    Kernel failing = (memory, args, from, to) -> {
      throw new IllegalStateException("cold");
    };
    Executable program = doubled(0, 0, new AtomicInteger()).becoming(() -> program(failing, 0));
    assertEquals(6, run(program.context(1), 3));
    assertTrue(program.warmUp(LONG));
    assertEquals("cold", assertThrows(CompilerBug.class, () -> run(program.context(1), 3)).getCause().getMessage());
  }

  @Test
  void withoutAnotherFormThereIsNothingToWaitFor() {
    assertTrue(doubled(0, 0, new AtomicInteger()).warmUp(Duration.ZERO));
  }

  /// Whoever waits for it does not wait in vain, and callers lose speed alone.
  @Test
  void aProgramThatCannotBeMadeLeavesCallersWithTheFirstForm() {
    var other = new Executable("other", List.of(), new Memory(), List.of(), batch -> {
      throw new AssertionError();
    });
    assertStays("has states or other constants", () -> other);
    assertStays("no registers", () -> {
      throw new IllegalStateException("no registers");
    });
    assertStays("Kernel_1", () -> {
      throw new NoClassDefFoundError("Kernel_1");
    });
    assertStays("call 'double'", () -> program((memory, args, from, to) -> {
      throw new NoClassDefFoundError("Part_1");
    }, 0));
  }

  private static void assertStays(String reason, Supplier<Executable> own) {
    Executable program = doubled(0, 0, new AtomicInteger()).becoming(own);
    var logged = new CopyOnWriteArrayList<LogRecord>();
    var handler = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        logged.add(entry);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger logger = Logger.getLogger("jacquard.runtime");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      assertEquals(6, run(program.context(1), 3));
      assertTrue(program.warmUp(LONG));
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    assertEquals(List.of("program 'doubled' stays in scalar code"), logged.stream().map(LogRecord::getMessage).toList());
    assertTrue(logged.getFirst().getThrown().getMessage().contains(reason), logged.getFirst().getThrown()::toString);
    assertEquals(8, run(program.context(1), 4));
  }
}
