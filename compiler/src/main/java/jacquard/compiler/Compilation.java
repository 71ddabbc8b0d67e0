package jacquard.compiler;

import jacquard.compiler.bench.ThisMachine;
import jacquard.compiler.cost.Machine;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Executable;
import jacquard.runtime.KernelClass;
import jacquard.runtime.RunTrace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the stages made of a graph: the optimised graph, one loop nest per step in order, the class files, the program, the same as callers
/// are to run it, which may begin in scalar code ([Compiler#beginningInScalarCode]), what was noted on the way, and which layers run as
/// two.
///
/// Thread-safe. Where callers begin in scalar code, all that is about the code for this machine is made when it is first asked for.
///
/// Errors: what needs code that is not made yet may throw what compiling throws.
public final class Compilation {
  /// Of the nominal machine that texts are made for.
  private static final int NOMINAL_BITS = 256;

  private final Graph optimized;
  private final Supplier<CompiledCode> code;
  private final Executable serving;
  private final CompileReport passes;
  private final List<Decomposition> decompositions;
  private final Optional<PassHistory> history;
  private final List<CompileReport.StageTime> stages;
  private final JarSource jar;

  private Compilation(Graph optimized, Supplier<CompiledCode> code, Executable serving, CompileReport passes,
      List<Decomposition> decompositions, Optional<PassHistory> history, List<CompileReport.StageTime> stages, JarSource jar) {
    this.optimized = optimized;
    this.code = code;
    this.serving = serving;
    this.passes = passes;
    this.decompositions = List.copyOf(decompositions);
    this.history = history;
    this.stages = stages;
    this.jar = jar;
  }

  Compilation(Graph optimized, Supplier<CompiledCode> code, Executable serving, PassManager.Result passes, Optional<PassHistory> history,
      List<CompileReport.StageTime> stages, JarSource jar) {
    this(optimized, code, serving, CompileReport.of(passes), Decomposition.of(passes), history, stages, jar);
  }

  public Graph optimized() {
    return optimized;
  }

  public List<LoopNest> loops() {
    return code.get().steps().steps().stream().map(Step::nest).toList();
  }

  public List<KernelClass> classes() {
    return code.get().kernels().classes();
  }

  public Executable program() {
    return code.get().program();
  }

  /// The program as callers are to run it.
  public Executable serving() {
    return serving;
  }

  public CompileReport report() {
    return passes.with(code.get().steps());
  }

  public List<Decomposition> decompositions() {
    return decompositions;
  }

  /// The passes' history, of a compiler that [keeps it][Compiler#keepingHistory].
  public Optional<PassHistory> history() {
    return history;
  }

  /// How long each stage took, in their order, until [#serving] could run.
  public List<CompileReport.StageTime> stages() {
    return stages;
  }

  /// Where values lie for a batch size and for how long, in the order of their first use.
  public List<MemoryLife> memory(int batch) {
    return MemoryLife.of(code.get().planner(), batch);
  }

  /// What the program does for `batch` examples on `threads` threads, with times predicted from the peak and the bandwidth of this machine,
  /// which are measured when first needed; that takes about two seconds.
  public Explanation explain(int batch, int threads) {
    return Explanation.of(this, batch, ThisMachine.measured(threads));
  }

  /// As [#explain], with times predicted for one thread of 100 GFLOP/s and 20 GB/s wherever it runs: the same text on every machine of the
  /// same vector width, but for the times of passes.
  public Explanation explainNominally(int batch) {
    return Explanation.of(this, batch, Machine.nominal(NOMINAL_BITS));
  }

  /// As [#explain], and with the time each kernel takes in a run on random inputs, the fastest of several.
  public Explanation measure(int batch, int threads) {
    return explain(batch, threads).measured(Measurement.nanos(this, batch, threads));
  }

  /// Which thread ran what and when in one run on random inputs, the shortest of several after some seconds of others.
  public RunTrace trace(int batch, int threads) {
    return Measurement.trace(this, batch, threads);
  }

  /// Writes the program as a jar that runs with the JDK alone, in scalar code and for vectors of 256 and 512 bits, whole or not at all:
  /// the class in it, a [jacquard.runtime.CompiledNetwork], whose binary name is given back, gives the same bits. Equal programs give equal
  /// files.
  ///
  /// Errors: `jar/state` for a program that updates state, `constant/absent`, `jar/batch`, and those of writing files.
  public String writeJar(Path file) {
    return NetworkJar.write(optimized, jar, file);
  }

  /// What the value of `node`, one of the optimised graph, is called in loop nests and in the arena, if it has a place of its own.
  public static String valueName(Node node) {
    return StepValue.name(node);
  }

  /// With these decompositions, which the report tells too.
  Compilation with(List<Decomposition> made) {
    CompileReport told = made.isEmpty() ? passes : passes.replacing(new CompileReport.Section("decompositions", Decomposition.lines(made)));
    return new Compilation(optimized, code, serving, told, made, history, stages, jar);
  }
}
