package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.HeapBudget;
import jacquard.ir.UserError;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A compiled network: loaded kernels, constants, where its states lie, and a planner that binds the batch size.
///
/// Thread-safe; whoever runs it takes a [Context] of his own. The planner is called once per batch size while its plan is among
/// the last 8 used.
public final class Executable {
  /// The most threads a context runs on.
  public static final int MAX_THREADS = Workers.MAX_THREADS;

  private final String name;
  private final Kernel[] kernels;
  private final Memory constants;
  private final States states;
  private final PlanCache plans;
  private final @Nullable String absent;
  private final @Nullable WarmUp warmUp;

  /// `constants` holds the arrays of segment `CONSTANTS`; `states` are bindings into segment `STATE`, without batch dimension.
  public Executable(String name, List<Kernel> kernels, Memory constants, List<Binding> states, IntFunction<Plan> planner) {
    this(name, kernels, constants, states, planner, null);
  }

  /// As the constructor above; with `absent`, a constant whose data was not there when the program was compiled, it can be looked at but
  /// not run.
  public Executable(String name, List<Kernel> kernels, Memory constants, List<Binding> states, IntFunction<Plan> planner,
      @Nullable String absent) {
    this.absent = absent;
    this.name = name;
    this.kernels = kernels.toArray(Kernel[]::new);
    this.constants = constants;
    this.states = new States(states);
    this.plans = new PlanCache(batch -> bind(planner.apply(batch), batch));
    this.warmUp = null;
  }

  private Executable(Executable first, Supplier<Executable> own) {
    this.absent = first.absent;
    this.name = first.name;
    this.kernels = first.kernels;
    this.constants = first.constants;
    this.states = first.states;
    this.plans = first.plans;
    this.warmUp = new WarmUp(first, () -> checked(own.get()));
  }

  /// This program, of scalar code, until the kernels of the same program for vectors are compiled ([WarmUp]): `own` makes that after the
  /// first run, on a thread of its own, with the same constants. Neither has states.
  public Executable becoming(Supplier<Executable> own) {
    if (!states.bindings().isEmpty()) {
      throw CompilerBug.of("%s cannot become another program: it has states", this);
    }
    return new Executable(this, own);
  }

  private Executable checked(Executable own) {
    if (constants != own.constants || !own.states.bindings().isEmpty()) {
      throw CompilerBug.of("%s cannot become %s, which has states or other constants", this, own);
    }
    return own;
  }

  /// Waits until callers run what this program [becomes][#becoming], at most this long; whether there is nothing more to wait for: they do,
  /// or it could not be made, or a minute is over. One that becomes no other is warmed by its runs alone.
  public boolean warmUp(Duration longest) {
    return warmUp == null || warmUp.await(longest);
  }

  /// After a run.
  void ran() {
    if (warmUp != null) {
      warmUp.begin();
    }
  }

  /// What runs now.
  private Executable form() {
    return warmUp == null ? this : warmUp.form();
  }

  /// Whether `bound` is what runs now.
  boolean isCurrent(BoundPlan bound) {
    return bound.kernels() == form().kernels;
  }

  public String name() {
    return name;
  }

  public List<Binding> states() {
    return states.bindings();
  }

  /// The plan for `batch` examples.
  ///
  /// Errors: `batch/size`.
  public Plan plan(int batch) {
    return bound(batch).plan();
  }

  /// Bytes of memory a context that runs `batch` examples takes: scratch and state, without the shared constants.
  public long bytes(int batch) {
    return Math.addExact(plan(batch).peakBytes(), states.elements().bytes());
  }

  /// Bytes of the constants, which all contexts share.
  public long constantBytes() {
    return constants.elements(Memory.CONSTANTS).bytes();
  }

  /// A caller's own memory, run on up to `threads` threads: the caller itself, and helpers that the process shares ([Pool]).
  ///
  /// Errors: `threads/count`, `plan/heap`, `plan/array`, `constant/absent`.
  public Context context(int threads) {
    if (absent != null) {
      throw UserError.of("constant/absent").problem("%s cannot run: the data of a constant is missing", this).got("%s", absent)
          .fix("keep the safetensors file beside the text").build();
    }
    requireThreads(threads);
    return new Context(this, threads);
  }

  static void requireThreads(int threads) {
    if (threads < 1 || threads > Workers.MAX_THREADS) {
      throw UserError.of("threads/count").problem("a program runs on 1 to %d threads", Workers.MAX_THREADS)
          .got("threads = %d", threads).fix("use Runtime.getRuntime().availableProcessors() or fewer").build();
    }
  }

  BoundPlan bound(int batch) {
    requireExamples(batch);
    return form().plans.get(batch);
  }

  private static void requireExamples(int batch) {
    if (batch < 1) {
      throw UserError.of("batch/size").problem("a batch holds at least one example").got("batch = %d", batch).build();
    }
  }

  private BoundPlan bind(Plan plan, int batch) {
    if (plan.batch() != batch) {
      throw CompilerBug.of("%s: a plan for batch %d was asked for, one for %d came", this, batch, plan.batch());
    }
    plan.scratch().requireArrays("batch " + batch + " of " + this, HeapBudget.SMALLER_BATCH);
    return new BoundPlan(plan, kernels);
  }

  Kernel[] kernels() {
    return kernels;
  }

  Memory constants() {
    return constants;
  }

  States stateTable() {
    return states;
  }

  @Override
  public String toString() {
    return "program '" + name + "'";
  }
}
