package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Padding of a contraction without reading it: a reduced loop runs only over the indices that read inside.
///
/// A check that no reduced loop takes part in empties the outermost one instead.
///
/// From `0 ≤ factor·i + rest < extent` follow, for a positive factor, `i ≥ −⌊rest / factor⌋` and `i < ⌊(extent − 1 − rest) / factor⌋ + 1`; for
/// a negative one the two quotients change places.
final class ClampedLoops {
  private final LoopNest nest;
  private final Addresses addresses;
  private final List<Integer> factors;

  /// `factors` are the two accesses that are multiplied.
  ClampedLoops(LoopNest nest, Addresses addresses, List<Integer> factors) {
    this.nest = nest;
    this.addresses = addresses;
    this.factors = factors;
  }

  /// Whether every check of the nest is one of a factor, and some loop keeps it.
  boolean keepAllChecks() {
    return addresses.writeChecks().isEmpty() && IntStream.range(0, nest.structure().reads().size())
        .allMatch(k -> addresses.readChecks(k).stream().allMatch(c -> factors.contains(k) && loopOf(c) >= 0));
  }

  /// The reduced loop whose bounds keep `check`, -1 where there is none: the index must use one reduced loop inside the tile, linearly,
  /// and neither rows, blocks nor lanes.
  private int loopOf(Addresses.Check check) {
    Schedule schedule = nest.schedule();
    Schedule.Tile tile = schedule.tile().orElseThrow();
    int first = ContractionEmitter.firstReduced(nest) + tile.hoisted();
    List<Integer> used = IntStream.range(0, schedule.loops().size()).filter(l -> check.index().uses(l)).boxed().toList();
    List<Integer> inner = used.stream().filter(l -> l >= first).toList();
    boolean free = used.stream().noneMatch(l -> l == tile.rowLoop() || l == tile.blockLoop() || l == schedule.vector());
    if (free && inner.isEmpty() && first < schedule.loops().size()) {
      return first;
    }
    return free && inner.size() == 1 && check.index().isLinearIn(inner.getFirst()) && check.index().factorOf(inner.getFirst()) != 0
        ? inner.getFirst() : -1;
  }

  boolean isClamped(int loop) {
    return !checksOf(loop).isEmpty();
  }

  private List<Addresses.Check> checksOf(int loop) {
    return factors.stream().flatMap(k -> addresses.readChecks(k).stream()).filter(c -> loopOf(c) == loop).toList();
  }

  /// Pushes the first index of reduced loop `loop` that reads inside.
  void pushFirst(int loop, MethodVisitor mv, IndexWriter writer, Extents extents) {
    extents.pushFirst(nest.extent(loop));
    for (Addresses.Check check : checksOf(loop).stream().filter(c -> c.index().uses(loop)).toList()) {
      pushRoom(check, loop, check.index().factorOf(loop) > 0, mv, writer, extents);
      mv.visitInsn(Opcodes.INEG);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", "(II)I", false);
    }
  }

  /// Pushes one more than the last such index.
  void pushLimit(int loop, MethodVisitor mv, IndexWriter writer, Extents extents) {
    extents.pushEnd(nest.extent(loop));
    for (Addresses.Check check : checksOf(loop)) {
      if (!check.index().uses(loop)) {
        empty(check, mv, writer, extents);
        continue;
      }
      pushRoom(check, loop, check.index().factorOf(loop) < 0, mv, writer, extents);
      Code.push(mv, 1);
      mv.visitInsn(Opcodes.IADD);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }

  /// Pushes how many steps of `loop` fit between index 0 and where the loop would begin (`below`), or between there and the last index.
  private static void pushRoom(Addresses.Check check, int loop, boolean below, MethodVisitor mv, IndexWriter writer,
      Extents extents) {
    int factor = check.index().factorOf(loop);
    IndexExpr rest = check.index().minus(IndexExpr.var(loop).times(factor));
    if (below) {
      writer.push(rest);
    } else {
      extents.push(check.extent());
      Code.push(mv, 1);
      mv.visitInsn(Opcodes.ISUB);
      writer.push(rest);
      mv.visitInsn(Opcodes.ISUB);
    }
    if (Math.abs(factor) > 1) {
      Code.push(mv, Math.abs(factor));
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "floorDiv", "(II)I", false);
    }
  }

  /// Replaces the limit on the stack by 0 where `check` fails: `⌊index / extent⌋` is not 0.
  private static void empty(Addresses.Check check, MethodVisitor mv, IndexWriter writer, Extents extents) {
    var inside = new Label();
    writer.push(check.index());
    extents.push(check.extent());
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "floorDiv", "(II)I", false);
    mv.visitJumpInsn(Opcodes.IFEQ, inside);
    mv.visitInsn(Opcodes.POP);
    Code.push(mv, 0);
    mv.visitLabel(inside);
  }
}
