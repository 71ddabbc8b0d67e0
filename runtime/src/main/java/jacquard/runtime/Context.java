package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One caller's memory for running an [Executable], and how many threads its runs may take; for one thread at a time, and nothing to close.
///
/// Inputs are set by reference: `run` packs them from the arrays given here, every time, until others are set. States start as
/// zeros, persist between runs and do not depend on the batch size. Once warm, running with the same batch size allocates nothing.
///
/// Names and types: `float[]` and `double[]` go with `f32` and `f64` in any combination (rounded to nearest), `int[]` and `long[]` with
/// `i32` and `i64` (a value that does not fit is an `ArithmeticException`), and scalars with every type.
///
/// Errors, besides those each method names: `name/unknown`, with the names there are; `array/kind` and `array/length` for an array
/// that does not go with what the program declares.
public final class Context {
  private final Executable program;
  private final Memory memory = new Memory();
  private final Workers workers;
  private final Map<String, HostArray> inputs = new HashMap<>();
  private final double[] scalar = new double[1];
  private final AtomicBoolean running = new AtomicBoolean();
  private final FiniteStates finiteStates;
  /// The plan that scratch memory is large enough for.
  private @Nullable BoundPlan prepared;
  /// The plan whose outputs lie in memory.
  private @Nullable BoundPlan finished;

  Context(Executable program, int threads) {
    this.program = program;
    this.workers = new Workers(Pool.OF_PROCESS, threads);
    memory.share(Memory.CONSTANTS, program.constants());
    grow("the state of " + program, Memory.STATE, program.stateTable().elements());
    this.finiteStates = new FiniteStates(memory);
  }

  public int threads() {
    return workers.threads();
  }

  /// Errors: `state/type`.
  public void setState(String name, NdArray value) {
    Region region = stateRegion(name);
    if (!value.type().equals(region.binding().type())) {
      throw UserError.of("state/type").problem("%s: the value of state '%s' has another type", program, name)
          .got("%s", value.type()).expected("%s", region.binding().type()).build();
    }
    region.pack(value, memory);
  }

  /// A copy of a state in its logical, plain form.
  public NdArray state(String name) {
    return stateRegion(name).unpack(memory);
  }

  /// The states that have an element which is infinite or NaN, in the order of the program. Reads all of them once, on the threads of this
  /// context; allocates nothing where there are none.
  ///
  /// Errors: `context/shared`.
  public List<String> nonFiniteStates() {
    claim();
    try {
      if (finiteStates.hold(workers, memory)) {
        return List.of();
      }
    } finally {
      running.set(false);
    }
    return program.stateTable().regions().entrySet().stream().filter(s -> !isFinite(s.getValue().unpack(memory))).map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isFinite(NdArray value) {
    boolean finite = true;
    for (int i = 0; i < value.size() && finite; i++) {
      finite = Double.isFinite(value.get(i));
    }
    return finite;
  }

  private void claim() {
    if (!running.compareAndSet(false, true)) {
      throw UserError.of("context/shared").problem("%s: two threads run the same context at once", program)
          .fix("take one context for each thread from Executable.context").build();
    }
  }

  private Region stateRegion(String name) {
    Map<String, Region> states = program.stateTable().regions();
    Region region = states.get(name);
    if (region == null) {
      throw unknown("state", name, states.keySet());
    }
    return region;
  }

  /// From the next run on, the input `name` is read from `source`, row-major, from `offset` on.
  public void setInput(String name, float[] source, int offset) {
    input(name).set(source, offset);
  }

  public void setInput(String name, double[] source, int offset) {
    input(name).set(source, offset);
  }

  public void setInput(String name, int[] source, int offset) {
    input(name).set(source, offset);
  }

  public void setInput(String name, long[] source, int offset) {
    input(name).set(source, offset);
  }

  public void setInput(String name, NdArray source) {
    input(name).set(source.data(), 0);
  }

  /// From the next run on, the scalar input `name`, of any type, has this value, rounded as `NdArray.set` does.
  public void setScalar(String name, double value) {
    input(name).setScalar(value);
  }

  public void setScalar(String name, long value) {
    input(name).setScalar(value);
  }

  /// Holds no array set as an input any more; all inputs must be set again before the next run.
  public void clearInputs() {
    inputs.clear();
  }

  private HostArray input(String name) {
    HostArray input = inputs.get(name);
    if (input == null) {
      input = new HostArray();
      inputs.put(name, input);
    }
    return input;
  }

  /// Packs the inputs and runs the plan for `batch` examples.
  ///
  /// Errors: `input/missing`; `plan/heap` and `plan/array`, after which a smaller batch can be run; `context/shared` where another thread
  /// is running this context. What a kernel throws is a [CompilerBug] that names the call; the context stays usable.
  public void run(int batch) {
    run(batch, null, null, false);
  }

  /// As `run(batch)`, and adds to `nanos[i]` how long call `i` of `program.plan(batch)` took.
  public void run(int batch, long @Nullable [] nanos) {
    run(batch, nanos, null, false);
  }

  /// As `run(batch)`, and tells which thread ran what and when. That takes memory and some time, so that runs should not be compared with
  /// others by it.
  public RunTrace trace(int batch) {
    var trace = new RunTrace();
    run(batch, null, trace, false);
    return trace;
  }

  /// As `run(batch)`, on the calling thread alone, for a run that is done once and may be given up.
  ///
  /// Errors: also [jacquard.ir.Interrupted], within the time of a tile.
  public void runInterruptibly(int batch) {
    run(batch, null, null, true);
  }

  private void run(int batch, long @Nullable [] nanos, @Nullable RunTrace trace, boolean interruptibly) {
    claim();
    try {
      finished = null;
      BoundPlan bound = prepare(batch);
      packInputs(bound, interruptibly ? null : workers);
      if (interruptibly) {
        Workers.runInterruptibly(bound.calls(), bound.kernels(), memory);
      } else {
        workers.run(bound.calls(), bound.kernels(), memory, nanos, trace, FlightRecording.of(program.name(), batch));
      }
      finished = bound;
      program.ran();
    } catch (KernelFailure e) {
      if (e.getCause() instanceof VirtualMachineError error) {
        throw error;
      }
      throw new CompilerBug("call '" + e.getMessage() + "' of " + program + " failed at batch " + batch, e.getCause());
    } finally {
      running.set(false);
    }
  }

  /// Brings the kernels of the plan for one example through the compilers of the virtual machine, as long as `wanted`; whether all
  /// are compiled.
  boolean rehearse(BooleanSupplier wanted) {
    claim();
    try {
      BoundPlan bound = prepare(1);
      return Rehearsal.of(bound.calls(), bound.kernels(), memory, wanted);
    } finally {
      running.set(false);
    }
  }

  private BoundPlan prepare(int batch) {
    BoundPlan bound = prepared;
    if (bound == null || bound.plan().batch() != batch || !program.isCurrent(bound)) {
      bound = program.bound(batch);
      prepared = null;
      grow("batch " + batch + " of " + program, Memory.SCRATCH, bound.plan().scratch());
      prepared = bound;
    }
    return bound;
  }

  private void packInputs(BoundPlan bound, @Nullable Workers sharing) {
    Region[] regions = bound.inputs();
    for (Region region : regions) {
      HostArray input = inputs.get(region.binding().name());
      if (input == null) {
        throw UserError.of("input/missing").problem("%s: an input is not set", program)
            .got("inputs set: %s", inputs.keySet().stream().sorted().toList())
            .expected("%s", region.binding().name() + ": " + region.binding().type()).build();
      }
      if (sharing == null) {
        input.packInto(region, memory);
      } else {
        input.packInto(region, memory, sharing);
      }
    }
    if (inputs.size() > regions.length) {
      throw unknownInput(bound);
    }
  }

  private UserError unknownInput(BoundPlan bound) {
    var known = bound.plan().inputs().stream().map(Binding::name).toList();
    String name = inputs.keySet().stream().filter(n -> !known.contains(n)).sorted().findFirst().orElseThrow();
    inputs.remove(name);
    return unknown("input", name, known);
  }

  /// Copies an output of the last run, row-major, into `target` from `offset` on.
  ///
  /// Errors: `output/early` before the first run and after one that failed.
  public void output(String name, float[] target, int offset) {
    unpack(name, target, offset);
  }

  public void output(String name, double[] target, int offset) {
    unpack(name, target, offset);
  }

  public void output(String name, int[] target, int offset) {
    unpack(name, target, offset);
  }

  public void output(String name, long[] target, int offset) {
    unpack(name, target, offset);
  }

  /// A copy of an output of the last run.
  public NdArray output(String name) {
    return outputRegion(name).unpack(memory);
  }

  /// An output of one element.
  public double scalar(String name) {
    Region region = outputRegion(name);
    HostArray.checkLength(region, 1, 0);
    region.unpack(memory, scalar, 0);
    return scalar[0];
  }

  private void unpack(String name, Object target, int offset) {
    Region region = outputRegion(name);
    HostArray.check(region, target, offset);
    region.unpack(memory, target, offset);
  }

  private Region outputRegion(String name) {
    BoundPlan bound = finished;
    if (bound == null) {
      throw UserError.of("output/early").problem("%s: no run has finished, so there is no output '%s'", program, name)
          .fix("call run(batch) first").build();
    }
    Region region = bound.outputs().get(name);
    if (region == null) {
      throw unknown("output", name, bound.outputs().keySet());
    }
    return region;
  }

  /// Makes the arrays of `segment` large enough. Larger ones are kept; smaller ones are given up first, so that old and new never
  /// take memory together.
  private void grow(String what, int segment, Elements needed) {
    needed.requireArrays(what, HeapBudget.SMALLER_BATCH);
    Elements missing = Elements.NONE;
    for (DType type : DType.values()) {
      if (needed.get(type) > memory.length(type, segment)) {
        memory.allocate(type, segment, 0);
        missing = missing.with(type, needed.get(type));
      }
    }
    if (missing.equals(Elements.NONE)) {
      return;
    }
    HeapBudget.require(what, missing.bytes());
    try {
      for (DType type : DType.values()) {
        if (missing.get(type) > 0) {
          memory.allocate(type, segment, Math.toIntExact(missing.get(type)));
        }
      }
    } catch (OutOfMemoryError e) {
      // Free in total, but not in one piece.
      memory.allocate(segment, Elements.NONE);
      throw HeapBudget.exhausted(what, missing.bytes(), HeapBudget.SMALLER_BATCH, e);
    }
  }

  private UserError unknown(String kind, String name, Collection<String> known) {
    return UserError.of("name/unknown").problem("%s has no %s of this name", program, kind)
        .got("'%s'", name).expected("one of %s", String.join(", ", known)).didYouMean(name, known).build();
  }
}
