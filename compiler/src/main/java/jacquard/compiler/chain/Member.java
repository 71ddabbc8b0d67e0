package jacquard.compiler.chain;

import jacquard.compiler.lower.Chain.SharedLoop;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A step as a member of a chain: how it walks over the shared loops.
sealed interface Member {
  Step step();

  /// What a tile touches of an operand or the result through an access with index functions `map`; empty where it is not a slice.
  Optional<Slice> slice(Value value, List<IndexExpr> map);

  /// The shared loops along which an access moves at all, be it to overlapping parts.
  IntStream moves(List<IndexExpr> map);

  /// The step with its schedule fitted to the chain's tiles.
  Step scheduled();

  /// Shared loop `j` is the walk over `width` elements of axis `axes.get(j)` at a time, which is parallel loop `loops.get(j)`.
  record Nested(Step step, List<Integer> loops, List<Integer> axes, List<Integer> widths) implements Member {
    /// The walk with these axes and widths; empty where the nest has no parallel loops for them that divide into the chain's tiles.
    static Optional<Member> of(Step step, List<Integer> axes, List<Integer> widths, List<SharedLoop> shared) {
      LoopNest nest = step.nest();
      var loops = new ArrayList<Integer>();
      for (int j = 0; j < axes.size(); j++) {
        int loop = parallelLoop(nest, axes.get(j));
        if (loop < 0 || loops.contains(loop) || !divides(nest, loop, widths.get(j), j == axes.size() - 1)
            || !shared.get(j).matches(new SharedLoop(nest.structure().axes().get(axes.get(j)).extent(), widths.get(j)))) {
          return Optional.empty();
        }
        loops.add(loop);
      }
      return Optional.of(new Nested(step, loops, List.copyOf(axes), List.copyOf(widths)));
    }

    /// The parallel loop over all of `axis` or its blocks, or -1.
    static int parallelLoop(LoopNest nest, int axis) {
      Schedule schedule = nest.schedule();
      return IntStream.range(0, schedule.parallel()).filter(l -> schedule.loops().get(l).axis() == axis
          && schedule.loops().get(l).part() != Loop.Part.WITHIN).findFirst().orElse(-1);
    }

    /// How many elements of its axis a tile of the kernel covers along `loop`.
    static int tileWidth(LoopNest nest, int loop) {
      return nest.schedule().loops().get(loop).stride() * nest.schedule().step(loop);
    }

    /// Whether a tile of the chain is a whole number of the kernel's own tiles; several only along the last shared loop, so that they have
    /// consecutive numbers.
    private static boolean divides(LoopNest nest, int loop, int width, boolean last) {
      int own = tileWidth(nest, loop);
      return width == own || last && width % own == 0 && !nest.extent(loop).perBatch()
          && Math.ceilDiv(nest.extent(loop).count(), nest.schedule().step(loop)) % (width / own) == 0;
    }

    @Override
    public Optional<Slice> slice(Value value, List<IndexExpr> map) {
      var parts = new ArrayList<Slice.Part>();
      for (int j = 0; j < axes.size(); j++) {
        int number = j;
        Optional<Slice.Part> part = IntStream.range(0, map.size()).boxed()
            .flatMap(d -> Slice.width(map.get(d), axes.get(number), widths.get(number), step.nest().structure().axes())
                .map(w -> new Slice.Part(d, w)).stream()).findFirst();
        if (part.isEmpty()) {
          return Optional.empty();
        }
        parts.add(part.get());
      }
      return Optional.of(new Slice(parts));
    }

    @Override
    public IntStream moves(List<IndexExpr> map) {
      return IntStream.range(0, axes.size()).filter(j -> map.stream().anyMatch(m -> m.uses(axes.get(j))));
    }

    /// The shared loops first; the order of the sums is untouched.
    @Override
    public Step scheduled() {
      Schedule s = step.nest().schedule();
      var order = new ArrayList<>(loops);
      IntStream.range(0, s.loops().size()).filter(l -> !loops.contains(l)).forEach(order::add);
      Optional<Schedule.Tile> tile = s.tile().map(t -> new Schedule.Tile(order.indexOf(t.rowLoop()), t.rows(), t.rowChunk(),
          order.indexOf(t.blockLoop()), t.blocks(), t.hoisted()));
      var moved = new Schedule(order.stream().map(s.loops()::get).toList(), s.parallel(), s.chunk(), order.indexOf(s.vector()), s.lanes(),
          tile);
      return new Step(step.nest().scheduled(moved), step.operands(), step.result(), step.loc());
    }
  }

  /// A loop over memory, of which each tile takes `piece` consecutive elements; `slice` is that of the result.
  record Flat(Step step, int piece, Slice slice) implements Member {
    /// Most elements of one tile of the kernel: as [jacquard.compiler.schedule.Scheduler] has it.
    private static final int MOST = 4096;

    static boolean isFlat(Step step) {
      LoopNest nest = step.nest();
      return nest.structure().axes().size() == 1 && nest.schedule().loops().size() == 1 && nest.schedule().parallel() == 1
          && nest.schedule().chunk() > 1 && nest.structure().write().equals(List.of(IndexExpr.var(0)));
    }

    static Optional<Member> of(Step step, Slice slice) {
      return slice.piece(step.result()).map(piece -> new Flat(step, piece, slice));
    }

    /// Every buffer lies as the result does, so equal shapes have equal slices.
    @Override
    public Optional<Slice> slice(Value value, List<IndexExpr> map) {
      return value.type().shape().equals(step.result().type().shape()) && value.layout().equals(step.result().layout())
          ? Optional.of(slice) : Optional.empty();
    }

    @Override
    public IntStream moves(List<IndexExpr> map) {
      return IntStream.range(0, map.isEmpty() ? 0 : slice.parts().size());
    }

    /// Tiles that divide the piece.
    @Override
    public Step scheduled() {
      Schedule s = step.nest().schedule();
      int parts = Math.ceilDiv(piece, MOST);
      while (piece % parts != 0) {
        parts++;
      }
      var chunked = new Schedule(s.loops(), s.parallel(), piece / parts, s.vector(), s.lanes(), s.tile());
      return new Step(step.nest().scheduled(chunked), step.operands(), step.result(), step.loc());
    }
  }
}
