package jacquard.compiler;

import jacquard.compiler.bench.ThisMachine;
import jacquard.compiler.cost.Machine;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Executable;
import jacquard.runtime.KernelClass;
import java.util.List;

/// What the stages made of a graph: the optimised graph, one loop nest per step in order, the class files, the program, what was noted on
/// the way, and which layers run as two.
public record Compilation(Graph optimized, List<LoopNest> loops, List<KernelClass> classes, Executable program, CompileReport report,
    List<Decomposition> decompositions) {
  /// Of the nominal machine that texts are made for.
  private static final int NOMINAL_BITS = 256;

  public Compilation {
    loops = List.copyOf(loops);
    classes = List.copyOf(classes);
    decompositions = List.copyOf(decompositions);
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

  /// With these decompositions, which the report tells too.
  Compilation with(List<Decomposition> made) {
    CompileReport told = made.isEmpty() ? report : report.replacing(new CompileReport.Section("decompositions", Decomposition.lines(made)));
    return new Compilation(optimized, loops, classes, program, told, made);
  }
}
