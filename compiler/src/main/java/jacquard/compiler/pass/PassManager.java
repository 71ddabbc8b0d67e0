package jacquard.compiler.pass;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.ir.CompilerBug;
import jacquard.ir.Interrupted;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs pipelines: passes in order, checked, dumped, timed and limited as the [CompilerSwitches] say.
///
/// A pass that throws, breaks an invariant or lies about having changed the graph ends in a `CompilerBug` that names the pass, the node
/// and a reproducer file.
public final class PassManager {
  /// One run of one pass.
  public record Timing(String pass, long nanos, int rewrites, boolean changed) {}

  /// A pass that ran, and the graph after it: the instance before it where it changed nothing.
  public record Snapshot(Pass pass, Graph graph) {}

  /// The optimised graph, what each pass did, what it left alone, and what it has learned besides; where they were asked for, one snapshot
  /// for each timing, else none.
  public record Result(Graph graph, List<Timing> timings, List<Remark> remarks, List<Finding> findings, List<Snapshot> snapshots) {
    public Result {
      timings = List.copyOf(timings);
      remarks = List.copyOf(remarks);
      findings = List.copyOf(findings);
      snapshots = List.copyOf(snapshots);
    }
  }

  private static final System.Logger LOG = System.getLogger("jacquard.compiler");
  private static final long CHECK_SEED = 1;
  /// Codes of errors that a correct pass ends in: the program that folds constants takes memory.
  private static final String MEMORY = "plan/";

  private final CompilerSwitches switches;
  private final boolean strict;
  private final ConstantProgram constants;
  private final boolean snapshots;

  /// A manager that evaluates constants by the reference evaluator, however large; `strict` also checks that "changed" and "unchanged" are
  /// true, as tests do.
  public PassManager(CompilerSwitches switches, boolean strict) {
    this(switches, strict, ConstantProgram.REFERENCE);
  }

  /// As above, with large subgraphs of constants evaluated by `constants`.
  public PassManager(CompilerSwitches switches, boolean strict, ConstantProgram constants) {
    this(switches, strict, constants, false);
  }

  private PassManager(CompilerSwitches switches, boolean strict, ConstantProgram constants, boolean snapshots) {
    this.switches = switches;
    this.strict = strict;
    this.constants = constants;
    this.snapshots = snapshots;
  }

  /// This manager, keeping the graph after each pass: without that, what a pass replaced is garbage when the next one has run.
  public PassManager keepingSnapshots() {
    return new PassManager(switches, strict, constants, true);
  }

  /// Verifies after every changed pass and trusts nobody.
  public static PassManager forTests() {
    return new PassManager(CompilerSwitches.forTests(), true);
  }

  public Result run(Pipeline pipeline, Graph input) {
    return new Run(pipeline).run(input);
  }

  /// One run of a pipeline; holds what changes on the way.
  private final class Run {
    private final Pipeline pipeline;
    private final PassContext context = new PassContext(switches.bisect(), constants);
    private final Reproducer reproducer;
    private final List<Timing> timings = new ArrayList<>();
    private final List<Snapshot> kept = new ArrayList<>();
    private @Nullable Dumps dumps;

    Run(Pipeline pipeline) {
      this.pipeline = pipeline;
      this.reproducer = new Reproducer(switches, pipeline);
    }

    Result run(Graph input) {
      if (switches.dump().contains(CompilerSwitches.Dump.GRAPH)) {
        dumps = Dumps.start(switches, input.name(), pipeline.name());
        dumps.write(0, "input", input);
      }
      if (switches.verify() != CompilerSwitches.Verify.OFF) {
        Verifier.check(input, "none, as given to pipeline " + pipeline.name());
      }
      Graph graph = input;
      Graph beforeLast = input;
      Pass last = null;
      boolean stopped = false;
      for (Pipeline.Step step : pipeline.steps()) {
        switch (step) {
          case Pipeline.Step.Run(Pass pass) -> {
            beforeLast = graph;
            last = pass;
            boolean leftOut = !pass.required() && (stopped || switches.disabled().contains(pass.id()));
            graph = leftOut ? skipped(pass, graph) : run(pass, graph);
            if (snapshots) {
              kept.add(new Snapshot(pass, graph));
            }
            stopped |= switches.stop().equals(Optional.of(pass.id()));
          }
          case Pipeline.Step.Check(Stage stage) -> check(stage, last, beforeLast, graph);
        }
      }
      report();
      return new Result(graph, timings, context.remarks(), context.findings(), kept);
    }

    private Graph skipped(Pass pass, Graph graph) {
      timings.add(new Timing(pass.id(), 0, 0, false));
      return graph;
    }

    private Graph run(Pass pass, Graph before) {
      Interrupted.check();
      context.begin(pass);
      String text = strict ? Printer.print(before) : "";
      int rewrites = context.rewrites();
      long start = System.nanoTime();
      Graph after = guarded(pass, before, () -> pass.run(before, context));
      timings.add(new Timing(pass.id(), System.nanoTime() - start, context.rewrites() - rewrites, after != before));
      if (strict) {
        requireHonest(pass, before, after, text);
      }
      if (after != before) {
        checkChanged(pass, before, after);
      }
      return after;
    }

    private <T> T guarded(Pass pass, Graph input, Supplier<T> work) {
      try {
        return work.get();
      } catch (Interrupted e) {
        throw e;
      } catch (UserError e) {
        // Extents and bytes too large for what a composite expands into are the user's; any other operand of an op that a pass adds is
        // the pass's.
        boolean users = e.code().startsWith(MEMORY) || e.code().endsWith("/too-large");
        throw users ? e : reproducer.failure(pass, input, context.current(), "failed with " + e, e);
      } catch (RuntimeException | StackOverflowError e) {
        throw reproducer.failure(pass, input, context.current(), "failed with " + e, e);
      }
    }

    /// A pass must not claim a change it did not make, nor make one it does not claim.
    private void requireHonest(Pass pass, Graph before, Graph after, String textBefore) {
      boolean same = Printer.print(after).equals(textBefore);
      if (same && after != before) {
        throw reproducer.failure(pass, before, null, "returned a new graph that is equal to the old one", null);
      }
      if (!same && after == before) {
        throw reproducer.failure(pass, before, null, "changed the graph it was given", null);
      }
    }

    private void checkChanged(Pass pass, Graph before, Graph after) {
      if (dumps != null) {
        dumps.write(timings.size(), pass.id(), after);
      }
      if (switches.verify() == CompilerSwitches.Verify.EACH) {
        verify(pass, before, after);
      }
      if (switches.checkEach()) {
        guarded(pass, before, () -> Differential.of(before, CHECK_SEED).difference(after, pass.numerics())).ifPresent(difference -> {
          throw reproducer.failure(pass, before, null, "changes results: " + difference, null);
        });
      }
    }

    private void verify(Pass pass, Graph before, Graph after) {
      try {
        Verifier.check(after, pass.id());
      } catch (CompilerBug broken) {
        Node node = Verifier.verify(after).getFirst().node();
        throw reproducer.failure(pass, before, node, "leaves a broken graph: " + broken.getMessage(), broken);
      }
    }

    private void check(Stage stage, @Nullable Pass last, Graph before, Graph graph) {
      if (switches.verify() == CompilerSwitches.Verify.OFF || last == null) {
        return;
      }
      verify(last, before, graph);
      List<Node> misplaced = stage.misplaced(graph);
      if (!misplaced.isEmpty()) {
        throw reproducer.failure(last, before, misplaced.getFirst(), "leaves a node that stage " + stage + " does not allow", null);
      }
    }

    private void report() {
      context.remarks().stream().filter(r -> switches.remarks().contains(r.pass()))
          .forEach(r -> LOG.log(System.Logger.Level.INFO, r.toString()));
      if (switches.timePasses()) {
        LOG.log(System.Logger.Level.INFO, timings.stream().sorted(Comparator.comparingLong(Timing::nanos).reversed())
            .map(t -> String.format(Locale.ROOT, "%10.3f ms  %6d rewrites  %s", t.nanos() / 1e6, t.rewrites(), t.pass()))
            .collect(Collectors.joining("\n", "passes of " + pipeline.name() + ":\n", "")));
      }
    }
  }
}
