package jacquard.compiler;

import jacquard.compiler.chain.Chaining;
import jacquard.compiler.emit.ContractionEmitter;
import jacquard.compiler.emit.NestEmitter;
import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.lower.Step;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.Pipelines;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.schedule.Scheduler;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Kernel;
import jacquard.runtime.KernelClass;
import jacquard.runtime.KernelLoader;
import jacquard.runtime.Program;
import jacquard.runtime.VectorSupport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles graphs to programs: passes over the graph, lowering to loop nests, schedules, class files.
///
/// Immutable and thread-safe.
public final class Compiler {
  private final CompilerSettings settings;

  private Compiler(CompilerSettings settings) {
    this.settings = settings;
  }

  /// A compiler for this machine.
  public static Compiler create() {
    return forVectors(VectorSupport.bits());
  }

  /// A compiler for vectors of `bits` bits, 0 for scalar code. Programs give the same bits for every width.
  public static Compiler forVectors(int bits) {
    return new Compiler(CompilerSettings.forVectors(bits));
  }

  /// This compiler without the passes it can do without, for finding out whether one of them is at fault.
  public Compiler unoptimized() {
    return new Compiler(settings.unoptimized());
  }

  /// This compiler without one more pass that can be left out, by its id, for measuring what it is worth.
  public Compiler without(String pass) {
    return new Compiler(settings.without(pass));
  }

  /// The program of `graph`, which may hold any ops.
  public Program compile(Graph graph) {
    return translate(graph).program();
  }

  /// As [#compile], with what every stage made of the graph.
  public Compilation translate(Graph graph) {
    Graph optimized = PassManager.fromSystem().run(settings.apply(pipeline(graph)), graph).graph();
    LoweredProgram lowered = chained(Lowering.lower(optimized, new Scheduler(settings.vectorBits())));
    Map<LoopNest, Integer> numbers = new LinkedHashMap<>();
    var classes = new ArrayList<KernelClass>();
    var emitted = new ArrayList<LoopNest>();
    int[] kernels = new int[lowered.steps().size()];
    for (int i = 0; i < kernels.length; i++) {
      LoopNest nest = lowered.steps().get(i).nest();
      kernels[i] = numbers.computeIfAbsent(anonymous(nest), key -> {
        emitted.add(nest);
        classes.add(emit(nest, classes.size()));
        return classes.size() - 1;
      });
    }
    var planner = new Planner(lowered, kernels);
    List<LoopNest> loops = lowered.steps().stream().map(Step::nest).toList();
    KernelDumps.write(graph.name(), emitted, classes);
    List<Kernel> loaded = KernelLoader.load(classes);
    var program = new Program(graph.name(), loaded, planner.constants(), planner.states(), planner::plan);
    return new Compilation(optimized, loops, classes, program);
  }

  private LoweredProgram chained(LoweredProgram lowered) {
    return settings.has(Chaining.ID) ? Chaining.apply(lowered) : lowered;
  }

  /// A graph that updates state trains; one without state has its weights as constants.
  private static Pipeline pipeline(Graph graph) {
    if (!graph.next().isEmpty()) {
      return Pipelines.TRAINING;
    }
    return graph.states().isEmpty() ? Pipelines.INFERENCE : Pipelines.EVALUATION;
  }

  /// Nests that differ in names alone share a kernel.
  private static LoopNest anonymous(LoopNest nest) {
    List<Buffer> operands = nest.operands().stream().map(Compiler::anonymous).toList();
    return new LoopNest("", nest.structure(), operands, anonymous(nest.result()), nest.schedule());
  }

  private static Buffer anonymous(Buffer buffer) {
    return new Buffer("", buffer.type(), buffer.layout());
  }

  private static KernelClass emit(LoopNest nest, int number) {
    String simple = "Kernel" + number + "_" + nest.name().replaceAll("[^A-Za-z0-9_]", "_");
    byte[] bytes = nest.schedule().tile().isPresent() ? ContractionEmitter.emit(nest, simple) : NestEmitter.emit(nest, simple);
    return new KernelClass("jacquard.runtime." + simple, bytes, simple + ".loop");
  }
}
