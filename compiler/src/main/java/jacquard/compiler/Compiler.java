package jacquard.compiler;

import static jacquard.compiler.options.Optimization.COLLAPSE_AXES;
import static jacquard.compiler.options.Optimization.CONCAT_IN_PLACE;
import static jacquard.compiler.options.Optimization.ORDER_STEPS;
import static jacquard.compiler.options.Optimization.PACK_LANES;

import com.google.common.base.Suppliers;
import jacquard.compiler.cost.Core;
import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.options.CompilerSwitches;
import jacquard.compiler.options.Optimization;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.Reproducer;
import jacquard.compiler.pass.decompose.Decisions;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.plan.StateUpdates;
import jacquard.compiler.plan.StepOrder;
import jacquard.compiler.schedule.NominalCosts;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.verify.LoopVerifier;
import jacquard.compiler.verify.PlanVerifier;
import jacquard.compiler.view.ComposedGraph;
import jacquard.ir.HeapBudget;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import jacquard.runtime.Kernel;
import jacquard.runtime.KernelLoader;
import jacquard.runtime.Plan;
import jacquard.runtime.Switches;
import jacquard.runtime.VectorSupport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Compiles graphs to programs: passes over the graph, lowering to loop nests, schedules, class files.
///
/// Immutable and thread-safe.
public final class Compiler {
  /// A graph's constants, and those packed for kernels.
  private static final int PACKED_TWICE = 2;

  private final CompilerSettings settings;

  Compiler(CompilerSettings settings) {
    this.settings = settings;
  }

  /// A compiler for this machine.
  public static Compiler create() {
    return forVectors(VectorSupport.bits());
  }

  /// A compiler for vectors of `bits` bits, 0 for scalar code. Programs give the same bits for every width.
  public static Compiler forVectors(int bits) {
    return new Compiler(CompilerSettings.forVectors(Core.of(bits)));
  }

  /// This compiler for a machine with this number of vector registers, 16 or 32, where the width alone does not tell: register tiles
  /// follow from it, bits do not.
  public Compiler vectorRegisters(int registers) {
    return new Compiler(settings.vectorRegisters(registers));
  }

  /// This compiler without all that [#optionalPasses] lists: what is left is lowering, layouts, schedules and code.
  public Compiler unoptimized() {
    return new Compiler(settings.unoptimized());
  }

  /// This compiler without one more pass or optimisation, by its id, for measuring what it is worth. Wherever it stands, it is left out.
  ///
  /// Errors: `pass/unknown`.
  public Compiler without(String id) {
    List<String> known = CompilerSettings.optional(Pipelines.passes().values());
    if (!known.contains(id)) {
      throw UserError.of("pass/unknown").problem("the compiler knows no such pass that can be left out").got("'%s'", id)
          .expected("one of %s", String.join(", ", known)).didYouMean(id, known).build();
    }
    return new Compiler(settings.without(id));
  }

  /// What [#without] can leave out of compiling `graph`, in the order it runs: passes, then optimisations below the graph.
  public static List<String> optionalPasses(Graph graph) {
    return CompilerSettings.optional(pipeline(graph).passes());
  }

  /// This compiler for programs whose values (inputs, activations, gradients; not states and constants) take at most `bytes` at any batch
  /// size: where they would take more, some are computed again instead of kept. A batch for which that does not suffice is refused when its
  /// plan is made, with `memory/budget`. Programs give the same bits under every budget.
  public Compiler scratchBudget(long bytes) {
    return new Compiler(settings.scratchBudget(bytes));
  }

  /// Runs again what the file of a failure holds, `text`, with the data of its constants: the graph that came of it this time, or the
  /// `CompilerBug` that it was written for. Empty for the text of a graph without such a header.
  ///
  /// Errors: those of the parser; `reproducer/pass` for a pass that is gone.
  public Optional<Graph> reproduce(String file, String text, Map<String, NdArray> constants) {
    return Reproduction.of(file, text, constants).map(r -> r.run(this, this::evaluate));
  }

  /// Which rewrite of the passes changes what `graph` computes, if any; for small graphs, since the reference evaluator is slow.
  public Bisection bisect(Graph graph) {
    return Bisection.of(settings.apply(pipeline(graph)), graph, this::evaluate);
  }

  /// This compiler with weights decomposed as `how` says, which any other does as far as nothing is lost.
  public Compiler decomposing(DecomposeSettings how) {
    return new Compiler(settings.decompose(how));
  }

  /// This compiler with 3x3 convolutions of inference over tiles as `how` says; any other chooses what is predicted to be fastest.
  public Compiler winograd(WinogradSettings how) {
    return new Compiler(settings.winograd(how));
  }

  /// This compiler with the register tiles that `tuning` knows, for all else the predicted ones; any other takes those of the file that the
  /// property `jacquard.tuning` names. Bits do not change.
  public Compiler tuned(Tuning tuning) {
    return new Compiler(settings.tuned(UserError.given("the tuning", tuning)));
  }

  /// Measures which register tiles the contractions of `graph` are fastest with, for `batch` examples on `threads` threads of this machine:
  /// some ten programs are compiled, and each is run for `each` or longer, until the virtual machine has compiled it.
  ///
  /// Errors: those of compiling and planning.
  public TuningResult tune(Graph graph, int batch, int threads, Duration each) {
    return tune(translate(graph), batch, threads, each);
  }

  /// As the method above, of what this compiler has compiled already.
  public TuningResult tune(Compilation compiled, int batch, int threads, Duration each) {
    return new Tuner(this, settings, batch, threads, each).tune(compiled);
  }

  /// This compiler, keeping what each pass made of a graph for [Compilation#history]. That takes the memory of all these graphs and of the
  /// constants that passes have replaced, for as long as the compilation is there; a compiler that was not asked keeps none of it.
  public Compiler keepingHistory() {
    return new Compiler(settings.history(true));
  }

  /// This compiler, whose programs of inference [begin in scalar code][Compilation#serving] where that is worth it: vector code takes some
  /// seconds until the virtual machine has compiled it, and is slow before.
  public Compiler beginningInScalarCode() {
    return new Compiler(settings.beginning(true));
  }

  /// The program of `graph`, which may hold any ops.
  ///
  /// Errors: `plan/heap` and `plan/array` where its constants do not fit beside those of the graph.
  public Executable compile(Graph graph) {
    return translate(graph).program();
  }

  /// What [#compile] plans for each batch size: the calls in order, the bytes they take and the lower bound of that. No code is generated
  /// and nothing that the plan needs is allocated; kernels are numbered as if no two steps shared one.
  public IntFunction<Plan> plans(Graph graph) {
    return plans(stages(graph).steps());
  }

  /// What the stages between the passes and code make of `graph`, as text; no code is generated.
  public StageTexts stageTexts(Graph graph) {
    Stages stages = stages(graph);
    return new StageTexts(stages, plans(stages.steps()));
  }

  private IntFunction<Plan> plans(StepProgram steps) {
    int[] kernels = IntStream.range(0, steps.steps().size()).toArray();
    return verified(steps, kernels, new Planner(steps, kernels, settings.memory()));
  }

  /// What [#stageTexts] prints.
  Stages stages(Graph graph) {
    return lowered(optimize(graph, settings.apply(pipeline(graph))).graph(), new StageClock());
  }

  /// As [#compile], with what every stage made of the graph.
  public Compilation translate(Graph graph) {
    Optional<DecomposeSettings> how = settings.decompose();
    Compilation compiled = how.isEmpty() ? decomposed(graph, Decisions.EXACT)
        : new Decomposer(how.get(), decisions -> decomposed(graph, decisions)).compile();
    return how.isEmpty() || !how.get().measured() || compiled.decompositions().isEmpty() ? compiled
        : MeasuredLayers.of(compiled, decomposed(graph, layer -> Optional.empty()));
  }

  private Compilation decomposed(Graph graph, Decisions decisions) {
    return translate(graph, settings.apply(pipeline(graph)).replacing(new DecomposeWeights(decisions)));
  }

  /// What follows the passes, of a graph that they have optimised already ([Compilation#optimized]): one run of the passes serves code of
  /// several forms.
  public Compilation translateOptimized(Graph graph) {
    return translate(graph, pipeline(graph).required());
  }

  private Compilation translate(Graph graph, Pipeline pipeline) {
    var clock = new StageClock();
    try {
      PassManager.Result passes = clock.lap("passes", optimize(graph, pipeline));
      return reporting(passes.graph(), () -> generated(graph, passes, clock));
    } catch (OutOfMemoryError e) {
      long constants = graph.nodes().stream().filter(n -> n.op() instanceof Constant).mapToLong(n -> n.type().bytes(1)).sum();
      throw HeapBudget.exhausted("'" + graph.name() + "' while it is compiled", PACKED_TWICE * constants, HeapBudget.SMALLER_LAYERS, e);
    }
  }

  /// The stages over graphs: passes in the order of `pipeline` ([Pipelines]).
  private PassManager.Result optimize(Graph graph, Pipeline pipeline) {
    var manager = new PassManager(Pipelines.switches(), false, this::evaluate);
    return (settings.history() ? manager.keepingSnapshots() : manager).run(pipeline, graph);
  }

  private static <T> T reporting(Graph optimized, Supplier<T> stages) {
    try {
      return stages.get();
    } catch (UserError | Interrupted e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw Reproducer.failure(Pipelines.switches(), optimized, e);
    }
  }

  /// The stages after the passes over `graph`: nests, code and plans. Where a program begins in scalar code, the code for vectors is made
  /// when it is first asked for.
  private Compilation generated(Graph graph, PassManager.Result passes, StageClock clock) {
    LoweredProgram nests = nests(layouts(passes.graph(), clock), clock);                 // all that is decided about the graph is in nests
    boolean begins = settings.beginning() && FirstForm.pays(nests) && !KernelDumps.areWanted();
    CompiledCode first = code(nests, begins ? Core.of(0) : settings.core(), !begins, clock, Optional.empty());
    PackedConstants constants = first.constants();
    Graph optimized = constants.in(passes.graph());
    Supplier<CompiledCode> code = begins ? Suppliers.memoize(() -> reporting(optimized,
        () -> code(nests, settings.core(), true, new StageClock(), Optional.of(constants)))) : () -> first;
    Executable serving = begins ? first.program().becoming(() -> code.get().program()) : first.program();
    Optional<PassHistory> history = settings.history() ? Optional.of(PassHistory.of(graph, passes)) : Optional.empty();
    return new Compilation(optimized, code, serving, passes, history, clock.times(), new JarSource(settings));
  }

  /// Code for `core`; with `constants` that are packed already, or it packs them. What is of use for a moment only, `checked` later as
  /// the same nests for another core, is not verified.
  private CompiledCode code(LoweredProgram nests, Core core, boolean checked, StageClock clock, Optional<PackedConstants> constants) {
    StepProgram steps = scheduled(nests, core, checked, clock);
    KernelClasses kernels = KernelClasses.emit(steps.steps(), Switches.kernelNamed());               // code follows from schedules alone
    clock.lap("emission", kernels);
    KernelDumps.write(steps.name(), kernels.nests(), kernels.classes());
    var planner = new Planner(steps, kernels.numbers(), settings.memory());    // memory for each batch size, when it is first run
    List<Kernel> loaded = clock.lap("loading", KernelLoader.load(kernels.classes()));
    PackedConstants packed = clock.lap("packing", constants.orElseGet(() -> new PackedConstants(nests, planner)));
    IntFunction<Plan> plans = checked ? verified(steps, kernels.numbers(), planner) : planner::plan;
    return new CompiledCode(steps, kernels, planner, packed,
        new Executable(steps.name(), loaded, packed.memory(), planner.states(), plans, packed.absent().orElse(null)));
  }

  /// The stages from an optimised graph to scheduled steps over values in memory.
  private Stages lowered(Graph graph, StageClock clock) {
    LaidOutGraph layouts = layouts(graph, clock);
    LoweredProgram nests = nests(layouts, clock);
    return new Stages(layouts, nests, scheduled(nests, settings.core(), true, clock));
  }

  private LaidOutGraph layouts(Graph graph, StageClock clock) {
    var costs = new NominalCosts(settings.has(COLLAPSE_AXES));
    ComposedGraph composed = ComposedGraph.of(graph, settings.has(CONCAT_IN_PLACE)); // first: a view needs no memory, and so no layout
    return clock.lap("layouts", LaidOutGraph.of(composed, costs::nanos, settings::has)); // sums follow layouts, so no machine …
  }

  private LoweredProgram nests(LaidOutGraph layouts, StageClock clock) {
    return clock.lap("lowering", Lowering.lower(layouts, settings.has(PACK_LANES))); // … and what lies otherwise than it is read is copied
  }

  private StepProgram scheduled(LoweredProgram nests, Core core, boolean checked, StageClock clock) {
    StepProgram ordered = clock.lap("scheduling", scheduled(nests, core));
    if (checked && verifies()) {
      LoopVerifier.check(ordered);
    }
    return clock.lap("verification", ordered);
  }

  private StepProgram scheduled(LoweredProgram lowered, Core core) {
    Scheduler scheduler = scheduler(core);
    LoweredProgram scheduled = lowered.scheduled(scheduler::schedule);             // loops follow the memory of what they write
    StepProgram updated = StateUpdates.apply(scheduled, scheduler::schedule);      // a tile tells whether it may write over what it reads
    return settings.has(ORDER_STEPS) ? StepOrder.shortLives(updated) : updated;    // last: all values are known
  }

  Scheduler scheduler(Core core) {
    return new Scheduler(core, settings.has(COLLAPSE_AXES), settings.tuning().tiles());
  }

  private static IntFunction<Plan> verified(StepProgram steps, int[] kernels, Planner planner) {
    return verifies() ? batch -> PlanVerifier.checked(steps, kernels, planner, planner.plan(batch)) : planner::plan;
  }

  private static boolean verifies() {
    return Pipelines.switches().verify() != CompilerSwitches.Verify.OFF;
  }

  /// The outputs of a graph of constants: the prologue, compiled without folding constants itself, and run once.
  private Map<String, NdArray> evaluate(Graph constants) {
    Context context = forConstants().translate(constants, Pipelines.PROLOGUE).program().context(1);
    context.runInterruptibly(1);
    var outputs = new LinkedHashMap<String, NdArray>();
    constants.outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    return outputs;
  }

  /// This compiler for a prologue. A budget is for the program itself, and as a prologue runs once, layouts need no weighing.
  private Compiler forConstants() {
    return new Compiler(settings.on(Core.of(0)).history(false).beginning(false).scratchBudget(MemoryOptions.UNLIMITED)
        .without(Optimization.WEIGH_LAYOUTS.id()));
  }

  /// The steps of a graph of constants, as a fold runs them.
  StepProgram constantSteps(Graph constants) {
    Compiler compiler = forConstants();
    return compiler.lowered(compiler.optimize(constants, Pipelines.PROLOGUE).graph(), new StageClock()).steps();
  }

  /// A graph that the passes have optimised, as it is lowered.
  Graph required(Graph optimized) {
    return optimize(optimized, pipeline(optimized).required()).graph();
  }

  /// The steps of such a graph.
  StepProgram steps(Graph required) {
    return lowered(required, new StageClock()).steps();
  }

  /// A graph that updates state trains; one without state has its weights as constants.
  private static Pipeline pipeline(Graph graph) {
    if (!graph.next().isEmpty()) {
      return Pipelines.TRAINING;
    }
    return graph.states().isEmpty() ? Pipelines.INFERENCE : Pipelines.EVALUATION;
  }
}
