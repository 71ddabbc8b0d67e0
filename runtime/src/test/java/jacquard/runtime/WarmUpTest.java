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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
    Executable program = program(kernel, 7).beginningAs(doubled(0, 5_000_000, first));
    Context context = program.context(1);
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
    Executable program = program(kernel, 0).beginningAs(doubled(0, 5_000_000, new AtomicInteger()));
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
    Executable program = program(failing, 0).beginningAs(doubled(0, 0, new AtomicInteger()));
    assertEquals(6, run(program.context(1), 3));
    assertTrue(program.warmUp(LONG));
    assertEquals("cold", assertThrows(CompilerBug.class, () -> run(program.context(1), 3)).getCause().getMessage());
  }

  @Test
  void withoutAnotherFormThereIsNothingToWaitFor() {
    assertTrue(doubled(0, 0, new AtomicInteger()).warmUp(Duration.ZERO));
  }

  @Test
  void onlyWhatSharesConstantsCanBeTheFirstForm() {
    var runs = new AtomicInteger();
    var other = new Executable("other", List.of(), new Memory(), List.of(), batch -> {
      throw new AssertionError();
    });
    assertThrows(CompilerBug.class, () -> doubled(0, 0, runs).beginningAs(other));
  }
}
