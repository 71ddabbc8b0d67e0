package jacquard.compiler.cost;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Offsets;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;

/// The nanoseconds that a step takes on one core of the nominal machine ([Machine#NOMINAL]) at a nominal batch: what layouts are weighed
/// by.
///
///     nanos = START + max(instructions · NANOS, bytes / BANDWIDTH)
///
/// where an instruction does a full vector of points, or one point in scalar code. Nothing here is measured at compile time or follows from
/// the machine that compiles, so that layouts, and with them summation orders, are the same everywhere.
public final class StepCost {
  /// A call of a kernel.
  private static final double START = 100;
  /// Two multiply-adds a cycle at 3 GHz, in a register tile, at 60 % of the peak.
  private static final double TILED = 0.27;
  /// Fewer accumulators wait for each other.
  private static final double ACCUMULATORS = 8;
  /// Checks or divided indices in the loop of a tile: 9216 flattened features read from maps take 42 ms in place of 22.
  private static final double NOT_PLAIN = 2;
  /// A term of a maximum, with the loads and loops around it: scalar pooling over 3x3 takes 11.7 ns an element.
  private static final double MAXIMUM_TERM = 1.25;
  /// A term of a sum: a scalar window of 5 takes 2.0 ns an element.
  private static final double SUM_TERM = 0.5;
  /// A term that is added to memory: a scalar window of 5 takes 5.3 ns an element.
  private static final double SCATTERED_TERM = 1;
  /// Loading, storing and finding the place of an element.
  private static final double POINT = 0.6;
  /// The same where elements are moved across lines of the cache: scalar reorders take 0.8 to 1.2 ns an element.
  private static final double MOVED = 0.9;
  private static final double OPERATION = 0.2;
  private static final int DIVISION = 4;
  private static final int POLYNOMIAL = 8;
  private static final int RANDOM = 20;

  private StepCost() {}

  public static double nanos(LoopNest nest) {
    return nanos(nest, Worth.BATCH);
  }

  public static double nanos(LoopNest nest, int batch) {
    Structure s = nest.structure();
    Schedule schedule = nest.schedule();
    double instructions = instructions(nest, batch);
    double results = (double) nest.result().type().shape().bound(batch).size() / schedule.lanes();
    double compute = s.hasEpilogue() ? results * OPERATION * operations(s.epilogue()) : 0;
    if (schedule.tile().isPresent()) {
      double busy = Math.min(1, accumulators(nest, schedule.tile().get()) / ACCUMULATORS);
      compute += instructions * TILED * (isPlain(nest) ? 1 : NOT_PLAIN) / busy;
    } else if (s.combine() == Combine.ASSIGN) {
      compute += instructions * ((s.isView() ? MOVED : POINT) + OPERATION * operations(s.body()));
    } else {
      compute += instructions * (term(s) + OPERATION * operations(s.body())) + results * POINT;
    }
    return START + Math.max(compute, KernelCost.of(nest, batch).bytes() / Machine.NOMINAL.gigabytesPerSecond());
  }

  /// Whether the sum reads without checks, as the factors of a contraction are read, and divides no index but by a block.
  private static boolean isPlain(LoopNest nest) {
    Structure s = nest.structure();
    var simplifier = new IndexSimplifier(s.axes());
    return s.reads().getFirst().outside() == Access.Outside.FACTOR && s.reads().stream().allMatch(r -> s.reducedAxes().stream()
        .allMatch(a -> r.map().stream().allMatch(i -> i.isLinearIn(a))
            || simplifier.simplify(Offsets.of(r.map(), nest.operands().get(r.operand()))).isLinearIn(a)));
  }

  private static double term(Structure s) {
    return s.combine() != Combine.SUM ? MAXIMUM_TERM : s.writesApart() ? SUM_TERM : SCATTERED_TERM;
  }

  /// Points by vectors, and by one where the vector loop ends with a part of one; filling counts.
  private static double instructions(LoopNest nest, int batch) {
    Schedule schedule = nest.schedule();
    double count = 1;
    for (int l = 0; l < schedule.loops().size(); l++) {
      int extent = nest.extent(l).at(batch);
      int lanes = l == schedule.vector() ? schedule.lanes() : 1;
      count *= extent / lanes + extent % lanes;
    }
    return count;
  }

  private static double accumulators(LoopNest nest, Schedule.Tile tile) {
    return (double) tile.rows() * tile.blocks() * nest.extent(nest.schedule().vector()).count() / nest.schedule().lanes();
  }

  /// Instructions, about: functions are polynomials.
  private static int operations(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> 0;
      case Scalar.Count c -> 0;
      case Scalar.Read r -> 0;
      case Scalar.Acc a -> 0;
      case Scalar.Index i -> 1;
      case Scalar.Table t -> 1;
      case Scalar.Unary(var fn, var of) -> weight(fn) + operations(of);
      case Scalar.Binary(var fn, var l, var r) -> weight(fn) + operations(l) + operations(r);
      case Scalar.Compare(var fn, var l, var r) -> 1 + operations(l) + operations(r);
      case Scalar.Select(var t, var a, var b) -> 1 + operations(t) + operations(a) + operations(b);
      case Scalar.Cast(var to, var of) -> 1 + operations(of);
      case Scalar.Random(int stream, var seed, var step, var element) -> RANDOM + operations(seed) + operations(step) + operations(element);
    };
  }

  private static int weight(UnaryFn fn) {
    return switch (fn) {
      case NEG, ABS, FLOOR, NOT -> 1;
      case SQRT -> DIVISION;
      case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SIN, COS, ERF, GAUSS, NORMCDF, GELUGATE -> POLYNOMIAL;
    };
  }

  private static int weight(BinaryFn fn) {
    return switch (fn) {
      case ADD, SUB, MUL, MAX, MIN, AND, OR -> 1;
      case DIV -> DIVISION;
      case POW -> POLYNOMIAL;
    };
  }
}
