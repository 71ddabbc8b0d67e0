package jacquard.compiler.chain;

import jacquard.compiler.lower.Chain.SharedLoop;
import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A chain while it grows over given shared loops: its members, and which slice of each value a tile touches.
///
/// A step may join where tiles stay independent:
///
/// - what it reads of a value that a member writes is the slice its own tile writes (read after write);
/// - what it writes has not been read or written by members except in the same slice (write after read, write after write).
///
/// Values that share memory, as a state and its next value do, are one here.
final class Growth {
  /// `slice` is null where tiles touch more than a slice of their own; `tiles` is by how many tiles the value is divided nevertheless.
  private record Touch(@Nullable Slice slice, boolean written, long tiles) {}

  private final LoweredProgram program;
  private final List<SharedLoop> loops;
  private final List<Member> members = new ArrayList<>();
  private Map<Value, Touch> touched = new IdentityHashMap<>();

  Growth(LoweredProgram program, List<SharedLoop> loops) {
    this.program = program;
    this.loops = List.copyOf(loops);
  }

  List<SharedLoop> loops() {
    return loops;
  }

  List<Member> members() {
    return members;
  }

  /// Joins `step` where that is possible; otherwise says why not and stays as it was.
  Optional<String> join(Step step) {
    Optional<Member> member = member(step);
    return member.isPresent() ? join(member.get()) : Optional.of("walks over other loops");
  }

  Optional<String> join(Member member) {
    Step step = member.step();
    Structure s = step.nest().structure();
    Map<Value, Touch> now = new IdentityHashMap<>(touched);
    for (int operand : s.indexOperands().toArray()) {
      Value value = home(step.operands().get(operand));
      if (isWritten(now, value)) {
        return Optional.of("loads indices from " + value.name() + ", which the chain computes");
      }
      now.put(value, new Touch(null, false, 1));
    }
    for (Access read : s.reads()) {
      Value value = step.operands().get(read.operand());
      Slice slice = member.slice(value, read.map()).orElse(null);
      Touch before = now.get(home(value));
      if (before != null && before.written && (slice == null || !slice.equals(before.slice))) {
        return Optional.of("reads " + value.name() + " across tiles");
      }
      if (before == null || !before.written) {
        boolean same = before == null || slice != null && slice.equals(before.slice);
        now.put(home(value), new Touch(same ? slice : null, false, tiles(member, read.map())));
      }
    }
    Slice slice = member.slice(step.result(), s.write()).orElse(null);
    Touch before = now.get(home(step.result()));
    if (slice == null || before != null && !slice.equals(before.slice)) {
      return Optional.of("writes " + step.result().name() + (before == null ? " across tiles" : " where other tiles touch it"));
    }
    now.put(home(step.result()), new Touch(slice, true, tiles(member, s.write())));
    touched = now;
    members.add(member);
    return Optional.empty();
  }

  /// Joins `step` where that is possible and leaves a chain that `fits`.
  boolean joins(Step step, Predicate<Growth> fits) {
    Map<Value, Touch> before = touched;
    if (join(step).isPresent()) {
      return false;
    }
    if (!fits.test(this)) {
      touched = before;
      members.removeLast();
      return false;
    }
    return true;
  }

  private Value home(Value value) {
    return program.home(value);
  }

  private static boolean isWritten(Map<Value, Touch> touched, Value home) {
    Touch touch = touched.get(home);
    return touch != null && touch.written;
  }

  /// How `step` would walk over the shared loops: as the first value it shares with the chain asks for, else as its result lies.
  private Optional<Member> member(Step step) {
    Structure s = step.nest().structure();
    boolean flat = Member.Flat.isFlat(step);
    for (Access read : s.reads()) {
      Value value = step.operands().get(read.operand());
      Touch touch = touched.get(home(value));
      if (touch != null && touch.written && touch.slice != null) {
        return flat ? flat(step, value, touch.slice) : nested(step, read.map(), touch.slice);
      }
    }
    Touch result = touched.get(home(step.result()));
    if (result != null && result.slice != null) {
      return flat ? flat(step, step.result(), result.slice) : nested(step, s.write(), result.slice);
    }
    return flat ? Slice.leading(step.result(), loops).flatMap(slice -> Member.Flat.of(step, slice)) : leading(step);
  }

  private static Optional<Member> flat(Step step, Value value, Slice slice) {
    boolean alike = value.type().shape().equals(step.result().type().shape()) && value.layout().equals(step.result().layout());
    return alike ? Member.Flat.of(step, slice) : Optional.empty();
  }

  /// The axes that move through the shared value as the tiles do.
  private Optional<Member> nested(Step step, List<IndexExpr> map, Slice slice) {
    var axes = new ArrayList<Integer>();
    var widths = new ArrayList<Integer>();
    for (Slice.Part part : slice.parts()) {
      IndexExpr index = map.get(part.dim());
      for (int axis = 0; axis < step.nest().structure().axes().size() && axes.size() < widths.size() + 1; axis++) {
        int factor = index.factorOf(axis);
        if (factor > 0 && part.width() % factor == 0 && Member.Nested.parallelLoop(step.nest(), axis) >= 0
            && Slice.width(index, axis, 1, step.nest().structure().axes()).isPresent()) {
          axes.add(axis);
        }
      }
      if (axes.size() == widths.size()) {
        return Optional.empty();
      }
      widths.add(part.width() / index.factorOf(axes.getLast()));
    }
    return Member.Nested.of(step, axes, widths, loops);
  }

  /// The first parallel loops, where they run as often as the shared ones.
  private Optional<Member> leading(Step step) {
    var axes = new ArrayList<Integer>();
    var widths = new ArrayList<Integer>();
    for (int j = 0; j < loops.size() && j < step.nest().schedule().parallel(); j++) {
      axes.add(step.nest().schedule().loops().get(j).axis());
      widths.add(Member.Nested.tileWidth(step.nest(), j));
    }
    return axes.size() == loops.size() ? Member.Nested.of(step, axes, widths, loops) : Optional.empty();
  }

  /// Bytes that a tile touches.
  long tileBytes() {
    return touched.entrySet().stream().mapToLong(e -> bytes(e.getKey(), Chaining.ASSUMED_BATCH) / e.getValue().tiles).sum();
  }

  private long tiles(Member member, List<IndexExpr> map) {
    return member.moves(map).mapToLong(j -> loops.get(j).tiles(Chaining.ASSUMED_BATCH)).reduce(1, (a, b) -> a * b);
  }

  /// Bytes that members read, or write again, of what earlier members wrote.
  long sharedBytes(int batch) {
    long bytes = 0;
    var written = new IdentityHashMap<Value, Boolean>();
    for (Member member : members) {
      bytes += member.step().operands().stream().filter(o -> written.containsKey(home(o))).mapToLong(o -> bytes(o, batch)).sum();
      Value result = home(member.step().result());
      bytes += written.put(result, true) != null ? bytes(result, batch) : 0;
    }
    return bytes;
  }

  static long bytes(Value value, int batch) {
    return value.elements(batch) * value.type().dtype().bytes();
  }
}
