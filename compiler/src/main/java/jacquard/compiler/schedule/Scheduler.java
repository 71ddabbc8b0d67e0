package jacquard.compiler.schedule;

import jacquard.compiler.cost.Budgets;
import jacquard.compiler.cost.Core;
import jacquard.compiler.cost.Sharing;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.LaneLegality;
import jacquard.compiler.nest.ReductionOrder;
import jacquard.compiler.nest.TransformForm;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Chooses loop order, vector loop and parallel loops of a nest from its layouts.
///
/// Loops follow the result's memory, outermost first, so that neighbours are written one after the other; reduced axes come last, those of
/// contractions as [ReductionOrder] says, others in domain order: the order of a sum depends on shapes alone.
///
/// Deep networks repeat their blocks, so a scheduler remembers what it made of a nest and gives the same again to all that differ in names
/// alone. It serves one compilation, on one thread.
public final class Scheduler {
  private final Core core;
  private final boolean collapsing;
  private final TileChoices choices;
  private final Map<LoopNest, LoopNest> scheduled = new HashMap<>();

  /// Schedules for vectors of `vectorBits` bits; 0 asks for the scalar form.
  public Scheduler(int vectorBits) {
    this(Core.of(vectorBits), true, TileChoices.NONE);
  }

  /// With `collapsing`, axes that lie in memory like one are one ([CollapsedAxes]). Contractions that `choices` knows take its register
  /// tile.
  public Scheduler(Core core, boolean collapsing, TileChoices choices) {
    this.core = core;
    this.collapsing = collapsing;
    this.choices = choices;
  }

  /// `nest` with a schedule.
  public LoopNest schedule(LoopNest nest) {
    LoopNest problem = LoopNest.unscheduled("", nest.structure(), nest.operands(), nest.result()).anonymous();
    return scheduled.computeIfAbsent(problem, p -> schedule(p.structure(), p.operands(), p.result()))
        .named(nest.name(), nest.operands(), nest.result());
  }

  private LoopNest schedule(Structure s, List<Buffer> operands, Buffer result) {
    if (Flattening.isFlat(s, operands, result)) {
      return vectorized(Flattening.flat("", s, operands, result, Sharing.flatChunk(core)));
    }
    LoopNest untiled = untiled(s, operands, result);
    return choices.of(untiled, core).or(() -> ContractionTiles.tiled(untiled, core)).orElse(untiled);
  }

  /// Every schedule with a register tile that `nest` may have, the fastest by prediction first; none for what is no contraction.
  public List<LoopNest> candidates(LoopNest nest) {
    return Flattening.isFlat(nest.structure(), nest.operands(), nest.result()) ? List.of()
        : ContractionTiles.candidates(untiled(nest.structure(), nest.operands(), nest.result()), core);
  }

  private LoopNest untiled(Structure s, List<Buffer> operands, Buffer result) {
    var whole = new CollapsedAxes(s, operands, result);
    CollapsedAxes c = collapsing && s.isContraction() ? whole.collapsed() : whole;
    return vectorized(new LoopNest("", c.structure(), c.operands(), c.result(), ordered(c.structure(), c.operands(), c.result())));
  }

  private Schedule ordered(Structure s, List<Buffer> operands, Buffer result) {
    var loops = new ArrayList<Loop>();
    var within = new ArrayList<Loop>();
    Layout layout = result.layout();
    // Threads may share out loops up to the first dimension in which two of their points write the same element, as overlapping windows do.
    int apart = -1;
    for (int d : layout.order()) {
      if (apart < 0 && !WriteForm.writesApart(List.of(s.write().get(d)), s.axes())) {
        apart = loops.size();
      }
      for (int axis : WriteForm.digitAxes(s.write().get(d), s.axes())) {
        int rows = rowBlock(s, operands, axis);
        if (!contains(loops, axis) && isBlocked(s, operands, d, axis, result)) {
          loops.add(Loop.blocks(axis, layout.block(d)));
        } else if (!contains(loops, axis) && rows > 1) {
          loops.add(Loop.blocks(axis, rows));
          within.add(Loop.within(axis, rows));
        } else if (!contains(loops, axis)) {
          loops.add(Loop.whole(axis));
        }
      }
    }
    int parallel = Math.min(apart < 0 ? loops.size() : apart, Sharing.LOOPS);
    List<Integer> reduced = s.reducedAxes();
    for (int axis = 0; axis < s.axes().size(); axis++) {
      if (!contains(loops, axis) && !reduced.contains(axis)) {
        loops.add(Loop.whole(axis));
      }
    }
    for (Layout.Block block : layout.blocks()) {
      for (int axis : WriteForm.digitAxes(s.write().get(block.dim()), s.axes())) {
        if (loops.contains(Loop.blocks(axis, block.size()))) {
          within.add(Loop.within(axis, block.size()));
        }
      }
    }
    loops.addAll(within);
    if (within.isEmpty() && parallel > 1 && parallel == loops.size()) {
      parallel--;
    }
    loops.addAll(s.isContraction() ? ReductionOrder.of(s, blockOf(operands)) : reduced.stream().map(Loop::whole).toList());
    Schedule schedule = Schedule.of(loops, parallel, 1);
    return TransformForm.of(s).map(form -> TransformLoops.of(form, s, schedule)).orElse(schedule);
  }

  /// Whether the loop over `axis`, by which dimension `d` is written, is split as the dimension is.
  private static boolean isBlocked(Structure s, List<Buffer> operands, int d, int axis, Buffer result) {
    int block = result.layout().block(d);
    IndexExpr write = s.write().get(d);
    return block > 1 && startsInBlock(result.layout(), d) && write.factorOf(axis) == 1 && write.offset() % block == 0
        && (write.terms().size() == 1 || s.axes().get(axis).extent().count() % block == 0)
        && canFill(s, operands, axis, block, result.type().shape().dim(d));
  }

  /// The block in which a factor of a contraction stores `axis`, so that rows of a register tile are neighbours in memory; 1 where none
  /// does or the blocks do not divide the extent.
  private static int rowBlock(Structure s, List<Buffer> operands, int axis) {
    Dim extent = s.axes().get(axis).extent();
    for (Access read : s.reads()) {
      Layout layout = operands.get(read.operand()).layout();
      for (int d = 0; d < read.map().size(); d++) {
        int block = layout.block(d);
        if (read.outside() == Access.Outside.FACTOR && Blocking.keepsBlocks(read.map().get(d), axis, block) && block > 1
            && !extent.perBatch()
            && extent.count() % block == 0) {
          return block;
        }
      }
    }
    return 1;
  }

  /// The block size that goes with the factors' element type.
  private static int blockOf(List<Buffer> operands) {
    return Blocking.of(operands.getFirst().type().dtype());
  }

  private static boolean contains(List<Loop> loops, int axis) {
    return loops.stream().anyMatch(l -> l.axis() == axis);
  }

  /// Whether blocks of loops are blocks in memory, and nothing but filling follows: a halo lies in the blocks of the elements.
  private static boolean startsInBlock(Layout layout, int d) {
    return layout.lo().get(d) == 0 && layout.hi().get(d) == 0;
  }

  /// Whether loops may run on into the filling of the last block: the extent leaves none, or `axis` walks to the end of the `written`
  /// dimension, so that what follows is filling, and every operand it walks over is filled up alike.
  private static boolean canFill(Structure s, List<Buffer> operands, int axis, int block, Dim written) {
    Dim extent = s.axes().get(axis).extent();
    if (extent.perBatch()) {
      return false;
    }
    return extent.count() % block == 0 || s.write().stream().allMatch(w -> !w.uses(axis) || endsWith(w, axis, extent, written))
        && s.reads().stream().allMatch(r -> fills(r, operands.get(r.operand()).layout(), axis, block))
        && !usesIndex(s.body(), axis) && !usesIndex(s.epilogue(), axis);
  }

  /// Whether `write` is `axis`, moved or not, and reaches the last index of the `written` dimension.
  private static boolean endsWith(IndexExpr write, int axis, Dim extent, Dim written) {
    return write.terms().size() == 1 && write.factorOf(axis) == 1 && !written.perBatch()
        && write.offset() + extent.count() == written.count();
  }

  private static boolean fills(Access read, Layout layout, int axis, int block) {
    return IntStream.range(0, read.map().size()).allMatch(d -> {
      IndexExpr index = read.map().get(d);
      return !index.uses(axis) || Blocking.keepsBlocks(index, axis, block) && layout.block(d) == block && startsInBlock(layout, d);
    });
  }

  private static boolean usesIndex(Scalar expr, int axis) {
    boolean[] found = new boolean[1];
    expr.mapLeaves(l -> {
      found[0] |= l instanceof Scalar.Index(IndexExpr e) && e.uses(axis);
      return l;
    });
    return found[0];
  }

  /// The innermost loop over the result becomes the vector loop where its elements are neighbours and the types have enough lanes.
  private LoopNest vectorized(LoopNest nest) {
    Schedule schedule = nest.schedule();
    List<Integer> reduced = nest.structure().reducedAxes();
    int loop = -1;
    for (int l = 0; l < schedule.loops().size(); l++) {
      if (!reduced.contains(schedule.loops().get(l).axis())) {
        loop = l;
      }
    }
    if (loop < 0 || core.vectorBits() == 0 || isTiny(nest)) {
      return nest;
    }
    int lanes = mostLanes(nest, nest.extent(loop));
    if (lanes < 2) {
      return nest;
    }
    var legality = new LaneLegality(nest.scheduled(schedule.vectorized(loop, lanes)));
    while (lanes >= 2 && !legality.allows(lanes)) {
      lanes /= 2;
    }
    return lanes < 2 ? nest : nest.scheduled(schedule.vectorized(loop, lanes));
  }

  /// The lanes of the widest element type that vectors and a loop of `extent` have.
  private int mostLanes(LoopNest nest, Dim extent) {
    int widest = widest(nest);
    int lanes = core.floats();
    while (lanes >= 2 && (!extent.perBatch() && extent.count() < lanes || widest * lanes * 8 > core.vectorBits())) {
      lanes /= 2;
    }
    return lanes;
  }

  /// Whether so few vectors are computed per call that the kernel would stay in the interpreter and C1 for thousands of calls, where each
  /// vector costs microseconds and is allocated; scalar code serves it better.
  private static boolean isTiny(LoopNest nest) {
    long points = 1;
    for (int l = 0; l < nest.schedule().loops().size(); l++) {
      points *= nest.extent(l).perBatch() ? Budgets.TINY_POINTS : nest.extent(l).count();
    }
    return points < Budgets.TINY_POINTS;
  }

  /// Bytes of the widest element type the nest touches.
  private static int widest(LoopNest nest) {
    return Math.max(nest.result().type().dtype().bytes(),
        nest.operands().stream().map(b -> b.type().dtype()).mapToInt(DType::bytes).max().orElse(0));
  }
}
