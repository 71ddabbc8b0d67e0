package jacquard.verify;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// Single changes to the schedule of one step of a network.
final class ScheduleMutations {
  private final Subject subject;
  private final Random random;

  ScheduleMutations(Subject subject, Random random) {
    this.subject = subject;
    this.random = random;
  }

  /// A random mutation; empty where what was drawn cannot be changed so.
  Optional<Mutation> next() {
    int step = random.nextInt(subject.lowered().steps().size());
    LoopNest nest = subject.lowered().steps().get(step).nest();
    return switch (random.nextInt(5)) {
      case 0 -> parallel(step, nest);
      case 1 -> loop(step, nest);
      case 2 -> lanes(step, nest);
      case 3 -> nest.schedule().tile().flatMap(t -> tile(step, nest, t));
      default -> buffer(step, nest);
    };
  }

  private Optional<Mutation> parallel(int step, LoopNest nest) {
    Schedule s = nest.schedule();
    if (s.parallel() >= s.loops().size()) {
      return Optional.empty();
    }
    int more = s.parallel() + 1 + random.nextInt(s.loops().size() - s.parallel());
    List<Integer> reduced = nest.structure().reducedAxes();
    boolean races = false;
    for (int l = 0; l < more; l++) {
      boolean once = nest.extent(l).equals(Dim.of(1));
      races |= reduced.contains(s.loops().get(l).axis()) && !once;
    }
    return mutation("parallel", step, nest, new Schedule(s.loops(), more, s.chunk(), s.vector(), s.lanes(), s.tile()), races,
        s.parallel() + " -> " + more);
  }

  /// Another extent, or a loop too many or too few.
  private Optional<Mutation> loop(int step, LoopNest nest) {
    Schedule s = nest.schedule();
    if (s.loops().isEmpty()) {
      return Optional.empty();
    }
    int l = random.nextInt(s.loops().size());
    Loop old = s.loops().get(l);
    var loops = new ArrayList<>(s.loops());
    int block = random.nextBoolean() ? 2 * old.block() : Math.max(1, old.block() / 2);
    Loop other = switch (old.part()) {
      case WHOLE -> random.nextBoolean() ? Loop.blocks(old.axis(), 1 + random.nextInt(4)) : Loop.within(old.axis(), 1 + random.nextInt(4));
      case BLOCKS -> Loop.blocks(old.axis(), block);
      case WITHIN -> Loop.within(old.axis(), block);
    };
    if (nest.structure().axes().get(old.axis()).extent().perBatch() && other.part() == Loop.Part.BLOCKS || other.equals(old)) {
      return Optional.empty();
    }
    loops.set(l, other);
    return mutation("extent", step, nest, new Schedule(loops, s.parallel(), s.chunk(), s.vector(), s.lanes(), s.tile()), false,
        old + " -> " + other);
  }

  private Optional<Mutation> lanes(int step, LoopNest nest) {
    Schedule s = nest.schedule();
    if (s.lanes() == 1) {
      return Optional.empty();
    }
    if (random.nextBoolean()) {
      int vector = random.nextInt(s.loops().size());
      return vector == s.vector() ? Optional.empty() : mutation("vector", step, nest,
          new Schedule(s.loops(), s.parallel(), s.chunk(), vector, s.lanes(), s.tile()), false, "loop " + s.vector() + " -> " + vector);
    }
    int chunk = Math.max(1, s.chunk() + random.nextInt(s.lanes()) - s.lanes() / 2);
    return chunk == s.chunk() ? Optional.empty() : mutation("chunk", step, nest,
        new Schedule(s.loops(), s.parallel(), chunk, s.vector(), s.lanes(), s.tile()), false, s.chunk() + " -> " + chunk);
  }

  private Optional<Mutation> tile(int step, LoopNest nest, Schedule.Tile t) {
    int loop = random.nextInt(nest.schedule().loops().size());
    int more = 1 + random.nextInt(3);
    Schedule.Tile other = switch (random.nextInt(6)) {
      case 0 -> new Schedule.Tile(loop, t.rows(), t.rowChunk(), t.blockLoop(), t.blocks(), t.hoisted());
      case 1 -> new Schedule.Tile(t.rowLoop(), t.rows(), t.rowChunk(), loop, t.blocks(), t.hoisted());
      case 2 -> new Schedule.Tile(t.rowLoop(), t.rows() + more, t.rowChunk(), t.blockLoop(), t.blocks(), t.hoisted());
      case 3 -> new Schedule.Tile(t.rowLoop(), t.rows(), t.rowChunk() + more, t.blockLoop(), t.blocks(), t.hoisted());
      case 4 -> new Schedule.Tile(t.rowLoop(), t.rows(), t.rowChunk(), t.blockLoop(), t.blocks() + more, t.hoisted());
      default -> new Schedule.Tile(t.rowLoop(), t.rows(), t.rowChunk(), t.blockLoop(), t.blocks(), t.hoisted() + more);
    };
    return other.equals(t) ? Optional.empty() : mutation("tile", step, nest, nest.schedule().tiled(other), false, t + " -> " + other);
  }

  /// A dimension of an operand or the result one longer or shorter.
  private Optional<Mutation> buffer(int step, LoopNest nest) {
    int number = random.nextInt(nest.operands().size() + 1);
    Buffer old = number == nest.operands().size() ? nest.result() : nest.operands().get(number);
    if (old.type().rank() == 0) {
      return Optional.empty();
    }
    int d = random.nextInt(old.type().rank());
    Dim extent = old.type().shape().dim(d);
    int count = extent.count() + (random.nextBoolean() ? 1 : -1);
    if (extent.perBatch() || count < 1) {
      return Optional.empty();
    }
    var dims = new ArrayList<>(old.type().shape().dims());
    dims.set(d, Dim.of(count));
    var other = new Buffer(old.name(), old.type().shaped(Shape.of(dims)), old.layout());
    var operands = new ArrayList<>(nest.operands());
    if (number < operands.size()) {
      operands.set(number, other);
    }
    var mutated = new LoopNest(nest.name(), nest.structure(), operands, number < operands.size() ? nest.result() : other, nest.schedule());
    return Optional.of(mutation("buffer", step, mutated, false, old + " -> " + other));
  }

  private Optional<Mutation> mutation(String kind, int step, LoopNest nest, Schedule schedule, boolean races, String text) {
    return Optional.of(mutation(kind, step, nest.scheduled(schedule), races, text));
  }

  private Mutation mutation(String kind, int step, LoopNest nest, boolean races, String text) {
    return new Mutation(kind, String.format(Locale.ROOT, "%s, step %d '%s': %s", subject.name(), step, nest.name(), text), races,
        () -> subject.verdict(step, nest), () -> subject.run(step, nest));
  }
}
