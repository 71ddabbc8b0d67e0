package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Layout;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts the threads and bytes of the process")
@Timeout(30)
class ContextTest {
  private static final int WIDTH = 4;
  /// Threads of other test classes in this JVM.
  private static final Set<Thread> EARLIER = Thread.getAllStackTraces().keySet();
  private static final TensorType ROWS = new TensorType(DType.F32, Shape.of(WIDTH).batched());
  private static final TensorType STATE = TensorType.f32(WIDTH);
  private static final TensorType SCALAR = new TensorType(DType.F32, Shape.SCALAR);
  private static final TensorType COUNT = new TensorType(DType.I64, Shape.SCALAR);

  /// `y[n, c] = x[n, c] * w[c] * scale`, one tile per example; `args = {batch, y, scale}`, x at 0, w at state 0.
  private static final Kernel SCALE = (memory, args, from, to) -> {
    float[] scratch = memory.f32[Memory.SCRATCH];
    for (int i = from * WIDTH; i < to * WIDTH; i++) {
      scratch[args[1] + i] = scratch[i] * memory.f32[Memory.STATE][i % WIDTH] * scratch[args[2]];
    }
  };
  /// `w[c] += table[c]`, from the constants.
  private static final Kernel UPDATE = (memory, args, from, to) -> {
    for (int c = 0; c < WIDTH; c++) {
      memory.f32[Memory.STATE][c] += memory.f32[Memory.CONSTANTS][c];
    }
  };
  /// `count = seed + batch`.
  private static final Kernel COUNTING = (memory, args, from, to) ->
      memory.i64[Memory.SCRATCH][1] = memory.i64[Memory.SCRATCH][0] + args[0];

  private static Plan plan(int batch) {
    int y = batch * WIDTH;
    int scale = 2 * y;
    int[] args = {batch, y, scale};
    return new Plan(batch,
        List.of(new Call(0, args, batch, true, "scale"), Call.serial(1, args, "update"), Call.serial(2, args, "count")),
        Elements.of(DType.F32, scale + 1).with(DType.I64, 2),
        List.of(new Binding("x", ROWS, Layout.plain(2), Memory.SCRATCH, 0),
            new Binding("scale", SCALAR, Layout.plain(0), Memory.SCRATCH, scale),
            new Binding("seed", COUNT, Layout.plain(0), Memory.SCRATCH, 0)),
        List.of(new Binding("y", ROWS, Layout.plain(2), Memory.SCRATCH, y),
            new Binding("count", COUNT, Layout.plain(0), Memory.SCRATCH, 1)));
  }

  private static Executable program() {
    Memory constants = new Memory();
    constants.allocate(Memory.CONSTANTS, Elements.of(DType.F32, WIDTH));
    constants.f32[Memory.CONSTANTS] = new float[] {0, 0, 0, 1};
    return new Executable("toy", List.of(SCALE, UPDATE, COUNTING), constants,
        List.of(new Binding("w", STATE, Layout.plain(1), Memory.STATE, 0), new Binding("b", STATE, Layout.plain(1), Memory.STATE, WIDTH)),
        ContextTest::plan);
  }

  private static Context ready(int threads) {
    Context context = program().context(threads);
    context.setState("w", NdArray.of(Shape.of(WIDTH), 1f, 2f, 3f, 4f));
    context.setInput("x", new float[] {9, 1, 1, 1, 1, 2, 2, 2, 2}, 1);
    context.setScalar("scale", 10.0);
    context.setScalar("seed", 7);
    return context;
  }

  @Test
  void statePersistsBetweenRunsAndBatchSizes() {
    Context context = ready(2);
    context.run(2);
    float[] y = new float[9];
    context.output("y", y, 1);
    assertArrayEquals(new float[] {0, 10, 20, 30, 40, 20, 40, 60, 80}, y);
    assertEquals(9, context.scalar("count"));
    context.run(1);
    assertEquals(NdArray.of(Shape.of(1, WIDTH), 10f, 20f, 30f, 50f), context.output("y"));
    assertEquals(NdArray.of(Shape.of(WIDTH), 1f, 2f, 3f, 6f), context.state("w"));
    assertEquals(NdArray.zeros(STATE), context.state("b"));
  }

  @Test
  void inputsAreReadWhenRunning() {
    Context context = ready(1);
    double[] x = {1, 1, 1, 1};
    context.setInput("x", x, 0);
    x[0] = 5;
    context.run(1);
    double[] y = new double[WIDTH];
    context.output("y", y, 0);
    assertArrayEquals(new double[] {50, 20, 30, 40}, y);
    long[] count = new long[1];
    context.output("count", count, 0);
    assertEquals(8, count[0]);
  }

  /// By as many threads as there are, with the errors and bits of one.
  @Test
  void aLargeInputIsPackedByAllThreads() {
    var type = new TensorType(DType.I32, Shape.of(4, 50, 200).batched());
    int size = 40_000;
    Executable program = new Executable("large", List.of(), new Memory(), List.of(), batch -> new Plan(batch, List.of(),
        Elements.of(DType.I32, size), List.of(new Binding("x", type, Layout.plain(4), Memory.SCRATCH, 0)),
        List.of(new Binding("y", type, Layout.plain(4), Memory.SCRATCH, 0))));
    long[] x = LongStream.range(0, size).toArray();
    for (int threads : new int[] {1, 2, 3}) {
      Context context = program.context(threads);
      context.setInput("x", x, 0);
      context.run(1);
      long[] y = new long[size];
      context.output("y", y, 0);
      assertArrayEquals(x, y);
      for (int at : new int[] {0, 17_000, size - 1}) {
        long kept = x[at];
        x[at] = 1L << 40;
        assertThrows(ArithmeticException.class, () -> context.run(1), () -> threads + " threads, element " + at);
        x[at] = kept;
      }
      context.run(1);
      context.output("y", y, 0);
      assertArrayEquals(x, y);
    }
  }

  @Test
  void statesThatAreNotFiniteAreNamed() {
    Context context = ready(2);
    context.setState("w", NdArray.of(Shape.of(WIDTH), 3e38f, 3e38f, 3e38f, 3e38f));
    assertEquals(List.of(), context.nonFiniteStates());
    context.run(2);
    context.setState("b", NdArray.of(Shape.of(WIDTH), 1f, Float.NaN, 3f, 4f));
    assertEquals(List.of("b"), context.nonFiniteStates());
    assertEquals(9, context.scalar("count"), "outputs are still there");
    context.setState("w", NdArray.of(Shape.of(WIDTH), 0f, 0f, 0f, Float.NEGATIVE_INFINITY));
    assertEquals(List.of("w", "b"), context.nonFiniteStates());
  }

  /// One element of many, in any place, on several threads.
  @Test
  void oneElementOfLargeStatesIsFound() {
    int[] lengths = {1, 7, 65_536, 200_001};
    for (int length : lengths) {
      for (DType type : List.of(DType.F32, DType.F64)) {
        TensorType state = new TensorType(type, Shape.of(length));
        var binding = new Binding("s", state, Layout.plain(1), Memory.STATE, 0);
        Executable program = new Executable("large", List.of(), new Memory(), List.of(binding),
            batch -> new Plan(batch, List.of(), Elements.NONE, List.of(), List.of()));
        Context context = program.context(2);
        NdArray values = NdArray.filled(state, 1);
        for (int at : new int[] {0, length / 2, length - 1}) {
          values.set(at, Double.POSITIVE_INFINITY);
          context.setState("s", values);
          assertEquals(List.of("s"), context.nonFiniteStates());
          values.set(at, 1);
          context.setState("s", values);
          assertEquals(List.of(), context.nonFiniteStates());
        }
      }
    }
  }

  @Test
  void plansOncePerBatchSize() {
    Executable program = program();
    assertSame(program.plan(3), program.plan(3));
    assertEquals((2 * 3 * WIDTH + 1) * 4 + 2 * 8 + 2 * WIDTH * 4, program.bytes(3));
  }

  @Test
  void mistakesAreExplained() {
    Context context = ready(1);
    assertMessage("""
        program 'toy': no run has finished, so there is no output 'y'           [output/early]
          fix       call run(batch) first""", () -> context.output("y"));
    assertMessage("""
        program 'toy' has no state of this name                                 [name/unknown]
          got       'v'
          expected  one of w, b""", () -> context.state("v"));
    assertMessage("""
        program 'toy': the value of state 'w' has another type                  [state/type]
          got       f32[2]
          expected  f32[4]""", () -> context.setState("w", NdArray.of(Shape.of(2), 1f, 2f)));
    assertMessage("""
        the array for 'x' is too short                                          [array/length]
          got       8 elements from offset 1 on
          expected  12 for [3,4]""", () -> context.run(3));
    assertMessage("""
        a batch holds at least one example                                      [batch/size]
          got       batch = 0""", () -> context.run(0));
    context.run(2);
    assertMessage("""
        program 'toy' has no output of this name                                [name/unknown]
          got       'z'
          expected  one of y, count""", () -> context.output("z"));
    assertMessage("""
        the array for 'count' has another kind of element                       [array/kind]
          got       float[]
          expected  int[] or long[] for i64[]""", () -> context.output("count", new float[1], 0));
    context.setScalar("lr", 1.0);
    assertMessage("""
        program 'toy' has no input of this name                                 [name/unknown]
          got       'lr'
          expected  one of x, scale, seed""", () -> context.run(2));
    context.run(2);
    assertMessage("""
        program 'toy': an input is not set                                      [input/missing]
          got       inputs set: []
          expected  x: f32[N,4]""", () -> program().context(1).run(1));
    assertMessage("""
        a program runs on 1 to 256 threads                                      [threads/count]
          got       threads = 0
          fix       use Runtime.getRuntime().availableProcessors() or fewer""", () -> program().context(0));
  }

  @Test
  void aPlanLargerThanTheHeapIsRefusedAndASmallerOneRuns() {
    Executable program = new Executable("large", List.of(), new Memory(), List.of(),
        batch -> new Plan(batch, List.of(), Elements.of(DType.F64, batch * 1_000_000_000L), List.of(), List.of()));
    Context context = program.context(1);
    UserError heap = assertThrows(UserError.class, () -> context.run(2));
    assertTrue(heap.getMessage().startsWith("batch 2 of program 'large' does not fit into the heap"), heap.getMessage());
    assertTrue(heap.getMessage().contains("16,000,000,000 bytes (14.9 GiB) needed"), heap.getMessage());
    UserError array = assertThrows(UserError.class, () -> context.run(3));
    assertEquals("plan/array", array.code());
  }

  @Test
  void aFailingKernelNamesItsCallAndLeavesTheContextUsable() {
    Kernel failing = (memory, args, from, to) -> {
      if (memory.f32[Memory.SCRATCH][0] > 0) {
        throw new ArrayIndexOutOfBoundsException(17);
      }
    };
    Executable program = new Executable("toy", List.of(failing), new Memory(), List.of(), batch -> new Plan(batch,
        List.of(Call.serial(0, new int[0], "conv1")), Elements.of(DType.F32, 1),
        List.of(new Binding("x", SCALAR, Layout.plain(0), Memory.SCRATCH, 0)), List.of()));
    Context context = program.context(2);
    context.setScalar("x", 1.0);
    CompilerBug bug = assertThrows(CompilerBug.class, () -> context.run(1));
    assertTrue(bug.getMessage().endsWith("call 'conv1' of program 'toy' failed at batch 1"), bug.getMessage());
    assertTrue(bug.getCause() instanceof ArrayIndexOutOfBoundsException);
    context.setScalar("x", 0.0);
    context.run(1);
  }

  @Test
  void aPlanThatDoesNotFitItsProgramIsABug() {
    Executable program = new Executable("toy", List.of(), new Memory(), List.of(),
        batch -> new Plan(1, List.of(Call.serial(0, new int[0], "x")), Elements.NONE, List.of(), List.of()));
    assertThrows(CompilerBug.class, () -> program.plan(1));
    assertThrows(CompilerBug.class, () -> program.plan(2));
  }

  /// Interpreted code of the JDK may allocate where compiled code does not, so the runs are repeated until some allocate nothing.
  @Test
  void runningAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Context context = ready(2);
    float[] x = new float[8];
    float[] y = new float[8];
    context.run(2);
    List<Long> attempts = new ArrayList<>();
    for (int attempt = 0; attempt < 20; attempt++) {
      long before = allocated(threads);
      long overhead = allocated(threads) - before;
      before = allocated(threads);
      for (int run = 0; run < 1000; run++) {
        context.setInput("x", x, 0);
        context.setScalar("scale", run);
        context.setScalar("seed", 3L);
        context.run(2);
        context.output("y", y, 0);
        context.scalar("count");
        context.nonFiniteStates();
      }
      attempts.add(allocated(threads) - before - overhead);
      if (attempts.getLast() <= 0) {
        return;
      }
    }
    throw new AssertionError("bytes allocated by 1000 runs: " + attempts);
  }

  /// Bytes allocated so far by this thread and all helpers.
  private static long allocated(ThreadMXBean threads) {
    long bytes = 0;
    for (long id : threads.getAllThreadIds()) {
      String name = threads.getThreadInfo(id) == null ? "" : threads.getThreadInfo(id).getThreadName();
      if (id == Thread.currentThread().threadId() || name.startsWith("jacquard-worker")) {
        bytes += threads.getThreadAllocatedBytes(id);
      }
    }
    return bytes;
  }

  @Test
  void contextsShareTheHelpersOfTheProcessAndMemoryGoesWithThem() throws InterruptedException {
    List<WeakReference<Context>> gone = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Context context = ready(4);
      context.run(2);
      gone.add(new WeakReference<>(context));
    }
    int most = Math.max(2, Runtime.getRuntime().availableProcessors()) - 1;
    assertTrue(helpers() <= most, () -> helpers() + " helpers");
    for (int i = 0; i < 200 && gone.stream().anyMatch(g -> g.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertTrue(gone.stream().allMatch(g -> g.get() == null), "contexts are kept");
  }

  /// Helpers of the process, whose pool the tests of this class alone use; those of `WorkersTest` are threads of the same name.
  private static long helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("jacquard-worker") && !EARLIER.contains(t)).count();
  }

  private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable mistake) {
    assertEquals(expected, assertThrows(UserError.class, mistake).getMessage());
  }
}
