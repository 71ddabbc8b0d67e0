package jacquard.verify;

import jacquard.compiler.Compiler;
import jacquard.compiler.emit.Emitters;
import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.plan.StateUpdates;
import jacquard.compiler.plan.StepOrder;
import jacquard.compiler.schedule.NominalCosts;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.verify.LoopVerifier;
import jacquard.compiler.verify.PlanVerifier;
import jacquard.compiler.view.ComposedGraph;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Binding;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import jacquard.runtime.Kernel;
import jacquard.runtime.KernelLoader;
import jacquard.runtime.Plan;
import jacquard.runtime.VectorSupport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A lowered network that can be run with a schedule or a plan other than its own; one kernel for each step.
record Subject(String name, StepProgram lowered, List<Kernel> loaded, Planner planner, Plan plan) {
  static final int BATCH = 2;
  private static final int[] SEEDS = {5, 3};

  static Subject of(String name, Graph graph) {
    Graph optimized = Compiler.create().translate(graph).optimized();
    var scheduler = new Scheduler(VectorSupport.bits());
    LaidOutGraph laidOut = LaidOutGraph.of(ComposedGraph.of(optimized, true), new NominalCosts(true)::nanos, t -> true);
    StepProgram lowered = StepOrder.shortLives(
        StateUpdates.apply(Lowering.lower(laidOut, true).scheduled(scheduler::schedule), scheduler::schedule));
    List<Kernel> loaded = IntStream.range(0, lowered.steps().size()).mapToObj(s -> kernel(lowered.steps().get(s).nest(), s)).toList();
    Planner planner = planner(lowered);
    return new Subject(name, lowered, loaded, planner, planner.plan(BATCH));
  }

  private static Kernel kernel(LoopNest nest, int number) {
    String simple = "Kernel_" + number;
    return KernelLoader.load(Emitters.emitNamed(nest, simple));
  }

  private static Planner planner(StepProgram program) {
    return new Planner(program, kernels(program), MemoryOptions.STANDARD);
  }

  private static int[] kernels(StepProgram program) {
    return IntStream.range(0, program.steps().size()).toArray();
  }

  /// The program with another nest for step number `step`.
  StepProgram with(int step, LoopNest nest) {
    var steps = new ArrayList<>(lowered.steps());
    Step old = steps.get(step);
    steps.set(step, new Step(nest, old.operands(), old.result(), old.loc(), old.why()));
    return new StepProgram(lowered.name(), steps, lowered.inputs(), lowered.states(), lowered.constants(), lowered.outputs(),
        lowered.inPlace());
  }

  /// What the verifier says of another schedule of step number `step`; empty where it says nothing.
  String verdict(int step, LoopNest nest) {
    return LoopVerifier.listing(with(step, nest));
  }

  /// What the verifier says of another plan.
  String verdict(Plan other) {
    String listing = PlanVerifier.annotated(lowered, kernels(lowered), planner, other);
    return listing.contains("// error:") ? listing : "";
  }

  Map<String, NdArray> run() {
    return run(planner, loaded, plan);
  }

  Map<String, NdArray> run(Plan other) {
    return run(planner, loaded, other);
  }

  Map<String, NdArray> run(int step, LoopNest nest) {
    var kernels = new ArrayList<>(loaded);
    kernels.set(step, kernel(nest, step));
    Planner mutated = planner(with(step, nest));
    return run(mutated, kernels, mutated.plan(BATCH));
  }

  /// The outputs and states after two runs, the first of which leaves other numbers in memory. Bits are compared, so that NaN is a number
  /// too.
  private Map<String, NdArray> run(Planner by, List<Kernel> kernels, Plan other) {
    var program = new Executable(name, kernels, by.constants(), by.states(), batch -> other);
    Context context = program.context(1);
    var results = new LinkedHashMap<String, NdArray>();
    for (int seed : SEEDS) {
      program.states().forEach(s -> context.setState(s.name(), random(s, 1, seed)));
      plan.inputs().forEach(i -> context.setInput(i.name(), random(i, BATCH, seed)));
      context.run(BATCH);
      lowered.outputs().keySet().forEach(o -> results.put(o, context.output(o)));
      program.states().forEach(s -> results.put("state " + s.name(), context.state(s.name())));
    }
    return results;
  }

  private static NdArray random(Binding binding, int batch, int seed) {
    NdArray array = NdArray.zeros(binding.type().shaped(binding.type().shape().bound(batch)));
    var random = new Philox(seed, binding.name().hashCode(), 0);
    boolean scalar = binding.type().shape().rank() == 0;
    for (int i = 0; i < array.size(); i++) {
      array.set(i, scalar ? 1 : binding.type().dtype().isFloat() ? 0.1 * Math.abs(random.normal(i)) + 0.01
          : binding.type().dtype() == DType.BOOL ? 1 : i % 7);
    }
    return array;
  }
}
