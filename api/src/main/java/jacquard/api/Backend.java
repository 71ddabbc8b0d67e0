package jacquard.api;

import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.ir.graph.Graph;

/// What turns a graph into something that runs: the compiler, or the reference evaluator.
interface Backend {
  /// `graph`, ready to run. Thread-safe.
  Executable compile(Graph graph);

  /// This one for graphs whose values take at most `bytes` in a run, see [jacquard.compiler.Compiler#scratchBudget(long)].
  default Backend within(long bytes) {
    return this;
  }

  /// The one models use.
  static Backend standard() {
    return new CompiledBackend(Compiler.create());
  }

  /// A compiled graph, shared by everyone who runs it.
  interface Executable {
    /// The graph that runs, after all passes.
    Graph optimized();

    /// What it does for `batch` examples, kernel by kernel, on `threads` threads; `measured` runs it too.
    default Explanation explain(int batch, int threads, boolean measured) {
      throw new UnsupportedOperationException("only compiled programs have kernels");
    }

    /// One caller's memory, on `threads` threads; states start as zeros.
    StepRunner runner(int threads);
  }
}
