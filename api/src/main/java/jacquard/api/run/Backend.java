package jacquard.api.run;

import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.DecomposeSettings;
import jacquard.compiler.Decomposition;
import jacquard.compiler.Explanation;
import jacquard.compiler.Tuning;
import jacquard.compiler.TuningResult;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.graph.Graph;
import java.time.Duration;
import java.util.List;

/// What turns a graph into something that runs: the compiler, or the reference evaluator.
public interface Backend {
  /// `graph`, ready to run. Thread-safe.
  Executable compile(Graph graph);

  /// This one for graphs whose values take at most `bytes` in a run, see [jacquard.compiler.Compiler#scratchBudget(long)].
  default Backend within(long bytes) {
    return this;
  }

  /// This one, decomposing weights as `how` says.
  default Backend decomposing(DecomposeSettings how) {
    return this;
  }

  /// This one, with 3x3 convolutions over tiles as `how` says.
  default Backend winograd(WinogradSettings how) {
    return this;
  }

  /// This one, with the register tiles of `tuning`.
  default Backend tuned(Tuning tuning) {
    return this;
  }

  /// This one, keeping what each pass made of a graph, see [jacquard.compiler.Compiler#keepingHistory()].
  default Backend keepingHistory() {
    return this;
  }

  /// This one, for programs that answer at once, see [jacquard.compiler.Compiler#beginningInScalarCode()].
  default Backend beginning() {
    return this;
  }

  /// One thread per processor, helpers included: what is used where the user names no number.
  static int threads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), jacquard.runtime.Executable.MAX_THREADS);
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

    /// What the compiler's stages made.
    default Compilation compilation() {
      throw new UnsupportedOperationException("only compiled programs have kernels");
    }

    /// Which register tiles it is fastest with, measured for `each` or longer with every one.
    default TuningResult tune(int batch, int threads, Duration each) {
      throw new UnsupportedOperationException("only compiled programs have kernels");
    }

    /// Waits until callers run its vector code, at most this long; whether they do.
    default boolean warmUp(Duration longest) {
      return true;
    }

    /// The layers that run as two.
    default List<Decomposition> decompositions() {
      return List.of();
    }

    /// One caller's memory, on `threads` threads; states start as zeros.
    StepRunner runner(int threads);

    /// As the method below, on one thread per processor.
    default Runners runners() {
      return runners(Backend.threads());
    }

    /// Those that the callers of a program share, each on `threads` threads.
    default Runners runners(int threads) {
      return new Runners(Backend.threads(), () -> runner(threads));
    }
  }
}
