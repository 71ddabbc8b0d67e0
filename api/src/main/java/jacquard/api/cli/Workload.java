package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Summary;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import java.util.List;
import java.util.stream.IntStream;

/// One thing to time: `step` is what is timed, `operations` its multiplications and additions, `bytes` the memory of its own.
///
/// Inference takes plain NCHW arrays in and out, weights packed ahead; everything is allocated before. A training step is forward,
/// backward and update on random examples.
record Workload(String name, BenchMode mode, int batch, double operations, long bytes, Runnable step) {
  private static final double FORWARD_AND_BACKWARD = 3;
  private static final double LEARNING_RATE = 1e-4;
  private static final int IMAGE_STREAM = 0;
  private static final int LABEL_STREAM = 1;

  /// What is to be compiled and timed: the same graph for every compiler.
  record Subject(String name, BenchMode mode, int batch, Model model, Graph graph) {
    /// The workload as `compiler` makes it, to run on `threads` threads.
    ///
    /// Errors   those of planning.
    Workload compiled(Compiler compiler, int threads) {
      return of(compiler.compile(graph), threads);
    }

    /// The workload as `program`, compiled from the graph, runs it.
    ///
    /// Errors   those of planning.
    Workload of(Executable program, int threads) {
      return Workload.of(this, program, threads);
    }
  }

  /// Errors   `bench/name`, `bench/mode`, `bench/batch`, and those of planning.
  static Workload of(String name, InputChoice input, BenchMode mode, int batch, int threads) {
    return subject(name, input, mode, batch).compiled(Compiler.create(), threads);
  }

  /// Errors   `bench/name`, `bench/mode`, `bench/batch`.
  static Subject subject(String name, InputChoice input, BenchMode mode, int batch) {
    return subject(name, mode, batch, model(name, input, mode));
  }

  /// The network, for that input, or kernel called `name`.
  ///
  /// Errors   `bench/name`, `bench/mode`, `option/value`.
  static Model model(String name, InputChoice input, BenchMode mode) {
    boolean isNet = Nets.names().contains(name) || NetworkChoice.isFile(name);
    Model model = isNet ? input.model(name) : KernelName.model(name).orElseThrow(() -> KernelName.unknown(name));
    if (!isNet) {
      input.requireNone("the kernel " + name);
    }
    if (mode == BenchMode.TRAINING && !isNet) {
      throw UserError.of("bench/mode").problem("single kernels are timed in inference only").where("--mode training")
          .got("%s", name).expected("one of %s", String.join(", ", Nets.names())).build();
    }
    return model;
  }

  /// Errors   `bench/batch`.
  static Subject subject(String name, BenchMode mode, int batch, Model model) {
    ProgramChoice choice = mode == BenchMode.TRAINING ? ProgramChoice.TRAINING : ProgramChoice.INFERENCE;
    elements(name, model.inputShape().size(), batch);
    elements(name, model.outputShape().size(), batch);
    return new Subject(name, mode, batch, model, choice.graph(model));
  }

  private static Workload of(Subject s, Executable program, int threads) {
    program.plan(s.batch); // refuses what does not fit before anything is allocated
    Context context = program.context(threads);
    if (s.graph.inputs().stream().anyMatch(n -> n.op() instanceof Input i && i.name().equals(ModelGraphs.SEED))) {
      context.setScalar(ModelGraphs.SEED, 0L);
    }
    float[] x = random(elements(s.name, s.model.inputShape().size(), s.batch));
    float[] y = new float[elements(s.name, s.model.outputShape().size(), s.batch)];
    Runnable step = s.mode == BenchMode.TRAINING ? training(context, s, x) : inference(context, x, y, s.batch);
    long bytes = program.bytes(s.batch) + program.constantBytes() + (long) Float.BYTES * (x.length + y.length);
    return new Workload(s.name, s.mode, s.batch, operations(s.model.summary(), s.mode) * s.batch, bytes, step);
  }

  private static Runnable inference(Context context, float[] x, float[] y, int batch) {
    return () -> {
      context.setInput(ModelGraphs.INPUT, x, 0);
      context.run(batch);
      context.output(ModelGraphs.OUTPUT, y, 0);
    };
  }

  private static Runnable training(Context context, Subject s, float[] x) {
    s.model.parameters().forEach(context::setState);
    s.model.statistics().forEach(context::setState);
    context.setInput(ModelGraphs.INPUT, x, 0);
    TensorType target = s.graph.inputs().stream()
        .filter(n -> n.op() instanceof Input i && i.name().equals(ModelGraphs.TARGET)).findFirst().orElseThrow().type();
    int targets = elements(s.model.name(), target.shape().bound(s.batch).size() / s.batch, s.batch);
    if (target.dtype() == DType.I32) {
      context.setInput(ModelGraphs.TARGET, labels(targets, s.model.outputShape().extent(0)), 0);
    } else {
      context.setInput(ModelGraphs.TARGET, random(targets), 0);
    }
    context.setScalar(ModelGraphs.LEARNING_RATE, LEARNING_RATE);
    return new Runnable() {
      private long steps;

      @Override
      public void run() {
        context.setScalar(ModelGraphs.STEP, (double) ++steps);
        context.run(s.batch);
      }
    };
  }

  /// Per example: twice the multiplications. Training multiplies as often again for the gradient of each layer's weights, and for
  /// that of its input, but the first one's.
  private static double operations(Summary summary, BenchMode mode) {
    double forward = summary.multiplications();
    if (mode == BenchMode.INFERENCE) {
      return 2 * forward;
    }
    List<Long> counts = summary.layers().map(Summary.Row::multiplications).filter(m -> m > 0).toList();
    return 2 * (FORWARD_AND_BACKWARD * forward - (counts.isEmpty() ? 0 : counts.getFirst()));
  }

  private static int elements(String name, long perExample, int batch) {
    long all = perExample * batch;
    if (all > Integer.MAX_VALUE - 8) {
      throw UserError.of("bench/batch").problem("a batch of \"%s\" does not fit into one array", name).where("--batch %d", batch)
          .got("%d * %d = %,d elements", batch, perExample, all).expected("at most %,d", Integer.MAX_VALUE - 8)
          .fix("choose a batch of %d or less", (Integer.MAX_VALUE - 8) / perExample).build();
    }
    return (int) all;
  }

  private static int[] labels(int elements, int classes) {
    var random = new Philox(0, LABEL_STREAM, 0);
    return IntStream.range(0, elements).map(i -> random.index(i, classes)).toArray();
  }

  private static float[] random(int elements) {
    var random = new Philox(0, IMAGE_STREAM, 0);
    var values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.normal(i);
    }
    return values;
  }
}
