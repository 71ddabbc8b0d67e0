package jacquard.compiler.emit;

import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.SumOrder;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Emits any loop nest as loops around scalar code, in the scalar or a vector form: elementwise maps, pooling, reductions, scatters,
/// reorders, and the convolutions that no register tile fits.
///
/// Loops run in schedule order. A gathering nest keeps its accumulators in locals over the reduced loops, one for each level of a
/// [SumOrder], and stores once; a scattering sum adds to memory, which a preceding fill has cleared.
final class NestEmitter {
  private final LoopNest nest;
  private final Schedule schedule;
  private final NestCode code;
  private final KernelMethod method;
  private final MethodVisitor mv;
  private final LoopIndices indices;
  private final LoopRanges ranges;
  private final int outerLoops;

  private NestEmitter(LoopNest nest, KernelClassWriter kernel) {
    this.nest = nest;
    this.schedule = nest.schedule();
    this.method = KernelMethod.run(kernel, nest);
    this.mv = method.mv;
    this.code = NestCode.of(nest, method);
    this.indices = code.indices();
    this.ranges = code.ranges();
    List<Integer> reduced = nest.structure().reducedAxes();
    this.outerLoops = (int) schedule.loops().stream().filter(l -> !reduced.contains(l.axis())).count();
  }

  /// Writes the method of `nest`.
  static void emit(LoopNest nest, KernelClassWriter kernel) {
    new NestEmitter(nest, kernel).run();
    if (nest.schedule().lanes() > 1) {
      Rehearsals.ofRun(kernel);
    } else {
      Rehearsals.ofScalars(kernel);
    }
  }

  private void run() {
    boolean vector = schedule.lanes() > 1;
    if (vector) {
      Rehearsals.skipBelowZero(mv);
    }
    var main = new NestBody(code, LaneForm.of(schedule.lanes()));
    NestBody rest = vector && hasRest() ? new NestBody(code, LaneForm.SCALAR) : main;
    var start = new PointAddresses(code.addresses(), method, indices, nest.structure().reads());
    if (schedule.parallel() > 1) {
      tiles(main, rest, start);
    } else {
      level(0, main, rest, start);
    }
    method.end();
  }

  private boolean hasRest() {
    Dim extent = nest.extent(schedule.vector());
    return extent.perBatch() || extent.count() % schedule.lanes() != 0;
  }

  /// One iteration per tile.
  private void tiles(NestBody main, NestBody rest, PointAddresses start) {
    indices.forEachTile(schedule.parallel(), () -> {
      PointAddresses at = start;
      for (int l = 0; l < schedule.parallel(); l++) {
        at = at.entering(l, indices);
      }
      level(schedule.parallel(), main, rest, at);
    });
  }

  private void level(int loop, NestBody main, NestBody rest, PointAddresses at) {
    if (loop == outerLoops && (code.accumulates() || outerLoops == schedule.loops().size())) {
      main.element(at);
    } else if (loop == schedule.loops().size()) {
      main.element(at);
    } else if (loop == schedule.vector() && main.lanes() > 1) {
      vectorLoop(loop, main, rest, at);
    } else {
      scalarLoop(loop, at, inner -> level(loop + 1, main, rest, inner));
    }
  }

  private void scalarLoop(int loop, PointAddresses at, Consumer<PointAddresses> body) {
    if (nest.extent(loop).isOne() && !ranges.isShared(loop)) {
      indices.fixAtZero(loop);
      body.accept(at);
      return;
    }
    Code.line(mv, code.listing().lineOf(loop));
    int index = indices.take(loop);
    new CountedLoop(mv, method.locals, index).run(() -> ranges.pushFirst(loop), () -> ranges.pushLimit(loop), 1,
        () -> body.accept(at.entering(loop, indices)));
    indices.give(loop);
  }

  /// Full vectors, then single elements where the extent leaves some.
  private void vectorLoop(int loop, NestBody main, NestBody rest, PointAddresses at) {
    int lanes = main.lanes();
    if (nest.extent(loop).equals(Dim.of(lanes)) && !ranges.isShared(loop)) {
      indices.fixAtZero(loop);
      level(loop + 1, main, rest, at);
      return;
    }
    Code.line(mv, code.listing().lineOf(loop));
    int index = indices.take(loop);
    var counted = new CountedLoop(mv, method.locals, index);
    counted.run(() -> ranges.pushFirst(loop), () -> {
      ranges.pushLimit(loop);
      Code.push(mv, lanes - 1);
      mv.visitInsn(Opcodes.ISUB);
    }, lanes, () -> level(loop + 1, main, rest, at.entering(loop, indices)));
    if (rest != main) {
      counted.run(() -> mv.visitVarInsn(Opcodes.ILOAD, index), () -> ranges.pushLimit(loop), 1,
          () -> level(loop + 1, rest, rest, at.entering(loop, indices)));
    }
    indices.give(loop);
  }
}
