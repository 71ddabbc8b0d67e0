package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import jacquard.api.GradientClip;
import jacquard.api.LearningRate;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Optimizer;
import jacquard.api.Penalty;
import jacquard.api.Tensor;
import jacquard.api.Trainer;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.data.Standardize;
import jacquard.api.layer.Border;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.Shape;
import jacquard.ir.text.LoopText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// Once C2 has compiled, a training step allocates nothing: below 1 KiB for 100 steps, over all threads.
///
/// The interpreter and C1 put every vector on the heap, so a kernel either comes to C2 within a short training run or has no vectors.
/// C2 compiles a method after 600 calls where its loops turn 25 times or more per call, otherwise after 5000 (`Tier4…Threshold`); five
/// epochs of MNIST are 2345 steps. And what C2 does not scalarise stays on the heap for good.
@Isolated("counts the bytes that the shared threads allocate")
class AllocationTest {
  private static final int THREADS = 2;
  private static final int BATCH = 32;
  private static final int STEPS = 100;
  private static final long LIMIT_BYTES = 1024;

  /// The warm-up: this number of training steps, and then as long as C2, which works through its queue, still finishes a kernel within
  /// this time, the process's own, and five times as much by the clock. How long the whole queue takes depends on the machine, on what
  /// else was compiled before, and on what else runs there.
  private static final int WARM_UP_STEPS = 1000;
  private static final long COMPILE_NS = 60_000_000_000L;
  private static final long LONGEST_NS = 5 * COMPILE_NS;
  private static final String REASON = "kernels that allocate after " + WARM_UP_STEPS
      + " runs, and of which none was compiled in 60 s of processor time";
  private static final long PAUSE_MS = 200;
  private static final int CHECKED_RUNS = 10;
  /// For running whole steps: deoptimised kernels come back.
  private static final long SETTLE_NS = 60_000_000_000L;

  private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREAD_BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TestFactory
  Stream<DynamicTest> networks() {
    Model indexed = Model.define("deformable", Shape.of(1, 28, 28), x -> x.maxPool(2).deformableConv(16, 3).relu().maxPool(4).flatten()
        .dense(10));
    return Stream.of(Nets.define("lenet5"), Nets.define("convnet-mnist"), indexed, forms())
        .map(net -> dynamicTest(net.name(), () -> check(net)));
  }

  /// At batch 1 tiles have one row: long innermost loops, and an epilogue for each vector.
  @Test
  void onePrediction() throws InterruptedException {
    Compilation compilation = Compiler.create().translate(Nets.define("lenet5").graphs().inference());
    assertEquals("", allocatingKernels(compilation, 1), REASON);
  }

  /// Every form of kernel that the networks above do without: phases of strided gradients, groups, depthwise, transposed, overlapping
  /// windows, windows over channels, statistics, random masks, slices and joins, resampling.
  private static Model forms() {
    return Model.define("forms", Shape.of(1, 28, 28), x -> {
      Tensor y = x.conv(32, 3, c -> c.stride(2).padding(1)).batchNorm().relu();
      y = y.conv(32, 3, c -> c.groups(2).padding(1)).localResponseNorm(5).depthwiseConv(3, 1, c -> c.padding(1).stride(2)).relu();
      y = Tensor.concat(y.pointwise(16).prelu(), y.maxPool(3, p -> p.stride(1).padding(1))).dropout(0.2);
      Tensor up = y.convTranspose(16, 2, c -> c.stride(2)).plus(y.pointwise(16).upsample(2)).layerNorm();
      return up.pad(p -> p.both(1).border(Border.reflect())).maxPool(4).adaptiveAvgPool(3).flatten().dense(10);
    });
  }

  private static void check(Model model) throws InterruptedException {
    Model standardized = model.withStandardization(new Standardize(0.13, 0.31));
    Compilation compilation = Compiler.create().translate(standardized.graphs().training(Loss.crossEntropy(), Optimizer.adamW(1e-3)));
    assertEquals("", allocatingKernels(compilation, BATCH), REASON);
    var steps = new Steps(compilation.program(), standardized);
    long began = System.nanoTime();
    long bytes;
    do {
      bytes = steps.run();
    } while (bytes >= LIMIT_BYTES && System.nanoTime() - began < SETTLE_NS);
    assertTrue(bytes < LIMIT_BYTES, bytes + " bytes for " + STEPS + " steps");
  }

  /// Runs each kernel by itself until it allocates nothing; those that still do, with their loops.
  private static String allocatingKernels(Compilation compilation, int batch) throws InterruptedException {
    Executable program = compilation.program();
    Plan plan = program.plan(batch);
    var memory = new Memory();
    memory.share(Memory.CONSTANTS, program.constants());
    memory.allocate(Memory.STATE, program.stateTable().elements());
    memory.allocate(Memory.SCRATCH, plan.scratch());

    Map<Integer, Long> allocating = new LinkedHashMap<>(); // call -> bytes per run
    for (int c = 0; c < plan.calls().size(); c++) {
      long bytes = 1;
      for (int run = 0; run < WARM_UP_STEPS && bytes > 0; run += CHECKED_RUNS) {
        bytes = bytes(program, memory, plan.calls().get(c));
      }
      allocating.put(c, bytes);
    }
    long progress = PROCESS.getProcessCpuTime();
    long seen = System.nanoTime();
    do {
      allocating.replaceAll((c, bytes) -> bytes == 0 ? 0 : bytes(program, memory, plan.calls().get(c)));
      if (allocating.values().removeIf(bytes -> bytes == 0)) {
        progress = PROCESS.getProcessCpuTime();
        seen = System.nanoTime();
      }
      Thread.sleep(PAUSE_MS);
    } while (!allocating.isEmpty() && PROCESS.getProcessCpuTime() - progress < COMPILE_NS && System.nanoTime() - seen < LONGEST_NS);

    var lines = new ArrayList<String>();
    allocating.forEach((c, bytes) -> lines.add("call %d, %s: %d bytes per run%n%s".formatted(c, plan.calls().get(c).label(),
        bytes / CHECKED_RUNS, LoopText.print(compilation.loops().get(c)))));
    return String.join("\n", lines);
  }

  private static long bytes(Executable program, Memory memory, Call call) {
    Kernel kernel = program.kernels()[call.kernel()];
    long before = THREAD_BEAN.getCurrentThreadAllocatedBytes();
    for (int run = 0; run < CHECKED_RUNS; run++) {
      kernel.run(memory, call.args(), 0, call.tiles());
    }
    return THREAD_BEAN.getCurrentThreadAllocatedBytes() - before;
  }

  /// What a training loop does with a context, step by step.
  private static final class Steps {
    private final Context context;
    private final float[] logits;

    Steps(Executable program, Model model) {
      context = program.context(THREADS);
      model.parameters().forEach(context::setState);
      model.statistics().forEach(context::setState);
      DataSet digits = DrawnDigits.generate(1, BATCH);
      int width = Math.toIntExact(digits.inputShape().size());
      var images = new float[BATCH * width];
      var labels = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        digits.copyInput(i, images, i * width);
        labels[i] = digits.label(i);
      }
      logits = new float[BATCH * digits.classes()];
      context.setInput(ModelGraphs.INPUT, images, 0);
      context.setInput(ModelGraphs.TARGET, labels, 0);
      context.setScalar(ModelGraphs.LEARNING_RATE, 1e-3);
      context.setScalar(ModelGraphs.STEP, 1.0);
      if (program.plan(BATCH).inputs().stream().anyMatch(i -> i.name().equals(ModelGraphs.SEED))) {
        context.setScalar(ModelGraphs.SEED, 1L);
      }
      context.run(BATCH); // starts the helpers
    }

    /// The bytes allocated by `STEPS` steps.
    long run() {
      Counter counter = new Counter();
      for (int step = 0; step < STEPS; step++) {
        context.setScalar(ModelGraphs.LEARNING_RATE, 1e-3 / (step + 1));
        context.setScalar(ModelGraphs.STEP, step + 2.0);
        context.run(BATCH);
        context.output(ModelGraphs.OUTPUT, logits, 0);
        assertTrue(Double.isFinite(context.scalar(ModelGraphs.LOSS)));
      }
      return counter.bytes();
    }
  }

  /// The bytes that this thread and all helpers allocate from now on.
  private static final class Counter {
    private final long[] threads = Stream.concat(Stream.of(Thread.currentThread()),
            Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("jacquard-worker-")))
        .mapToLong(Thread::threadId).toArray();
    private final long before = sum();

    Counter() {
      assertTrue(threads.length >= THREADS, "no helper is found by its name");
    }

    long bytes() {
      return sum() - before;
    }

    private long sum() {
      long sum = 0;
      for (long thread : threads) {
        sum += Math.max(0, THREAD_BEAN.getThreadAllocatedBytes(thread)); // -1 where it has ended
      }
      return sum;
    }
  }

  /// A trainer's own part of a step, on a network so small that thousands of steps take seconds.
  @Test
  void trainer() {
    var data = new Measured(DrawnDigits.generate(1, 100));
    Model linear = Nets.define("linear");
    Trainer trainer = linear.trainer(t -> t.optimizer(Optimizer.adamW(1e-3)).learningRate(LearningRate.cosine(1e-3).warmUp(100))
        .clip(GradientClip.norm(1)).group("*.bias", g -> g.weightDecay(0)).penalty(Penalty.l1(1e-5, "*.weight"))
        .batch(Measured.BATCH).epochs(1).threads(THREADS).standardize(false));
    data.done = trainer::stop;
    trainer.fit(data);
    assertTrue(data.least < LIMIT_BYTES, () -> "at least " + data.least + " bytes for " + STEPS + " steps");
  }

  /// Reads its clock, the bytes allocated, whenever a training loop asks for the first example of a step.
  private static final class Measured implements DataSet {
    static final int BATCH = 10;
    static final int MOST_STEPS = 50_000;

    private final DataSet digits;
    Runnable done = () -> { };
    long least = Long.MAX_VALUE;
    private long copied;
    private Counter counter;

    Measured(DataSet digits) {
      this.digits = digits;
    }

    @Override
    public int size() {
      return BATCH * MOST_STEPS;
    }

    @Override
    public Shape inputShape() {
      return digits.inputShape();
    }

    @Override
    public int classes() {
      return digits.classes();
    }

    @Override
    public int label(int example) {
      return digits.label(example % digits.size());
    }

    @Override
    public void copyInput(int example, float[] into, int offset) {
      if (copied++ % (BATCH * STEPS) == 0 && copied > 1) {
        if (counter != null) {
          least = Math.min(least, counter.bytes());
        }
        if (least < LIMIT_BYTES) {
          done.run();
        }
        counter = new Counter();
      }
      digits.copyInput(example % digits.size(), into, offset);
    }
  }
}
