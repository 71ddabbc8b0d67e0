package jacquard.compiler.emit;

import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.nest.TileLegality;
import jacquard.compiler.nest.TileStores;
import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits a sum of products with a register tile: `rows x vectors` accumulators stay in registers over all reduced loops.
///
/// `run` walks over the tiles and calls one static method per tile shape: the full one, and those of the last rows and last blocks.
/// Each element of the result is summed in the order of the reduced loops, exactly as [NestEmitter] does it, so both give the same bits.
final class ContractionEmitter {

  private final LoopNest nest;
  private final Schedule schedule;
  private final Schedule.Tile tile;
  private final KernelClassWriter kernel;
  private final KernelMethod method;
  private final MethodVisitor mv;
  private final LoopIndices indices;
  private final TileCode code;
  private final Map<TileShape, TileMethod> tiles = new TreeMap<>();
  /// Where loops run around all tiles.
  private final HoistedPass.@Nullable Locals pass;

  private ContractionEmitter(LoopNest nest, KernelClassWriter kernel) {
    this.nest = nest;
    this.code = TileCode.of(nest);
    this.schedule = nest.schedule();
    this.tile = schedule.tile().orElseThrow();
    this.kernel = kernel;
    this.method = KernelMethod.run(kernel, nest);
    this.mv = method.mv;
    this.indices = new LoopIndices(nest, method);
    this.pass = tile.hoisted() > 0 ? HoistedPass.locals(method.locals) : null;
  }

  /// Writes the methods of a tiled `nest`.
  static void emit(LoopNest nest, KernelClassWriter kernel) {
    var emitter = new ContractionEmitter(nest, kernel);
    emitter.run();
    if (nest.schedule().lanes() == 1) {
      Rehearsals.ofScalars(kernel);
    } else if (emitter.pass == null) {
      Rehearsals.ofTiles(emitter.code, emitter.tiles.values(), kernel);
    }
  }

  private void run() {
    Code.line(mv, code.listing().lineOf(0));
    var start = new PointAddresses(code.addresses(), method, indices, nest.structure().reads());
    if (pass != null) {
      new HoistedPass(HoistedSums.of(nest)).writeTop(pass, mv, method);
    }
    indices.forEachTile(schedule.parallel(), () -> hoisted(TileLegality.firstReduced(nest), tile.hoisted(), start));
    method.end();
  }

  /// The reduced loops that run around all tiles.
  private void hoisted(int loop, int count, PointAddresses at) {
    if (count == 0) {
      if (pass != null) {
        new HoistedPass(HoistedSums.of(nest)).writePass(pass, mv, indices, method);
      }
      outer(0, at);
      return;
    }
    int index = indices.take(loop);
    new CountedLoop(mv, method.locals, index).run(() -> method.pushFirst(nest.extent(loop)), () -> method.pushEndOf(loop), 1,
        () -> hoisted(loop + 1, count - 1, at.entering(loop, indices)));
    indices.give(loop);
  }

  /// Enters the loops over the result that are neither rows nor blocks, then those two.
  private void outer(int loop, PointAddresses at) {
    List<Integer> reduced = nest.structure().reducedAxes();
    if (loop == schedule.loops().size() || reduced.contains(schedule.loops().get(loop).axis()) || loop == schedule.vector()) {
      blocks(at);
    } else if (loop == tile.rowLoop() || loop == tile.blockLoop()) {
      outer(loop + 1, at);
    } else if (loop < schedule.parallel()) {
      outer(loop + 1, at.entering(loop, indices));
    } else {
      int index = indices.take(loop);
      new CountedLoop(mv, method.locals, index).run(() -> method.pushFirst(nest.extent(loop)), () -> method.pushEndOf(loop), 1,
          () -> outer(loop + 1, at.entering(loop, indices)));
      indices.give(loop);
    }
  }

  /// The full group of blocks, or the smaller last one.
  private void blocks(PointAddresses at) {
    int loop = tile.blockLoop();
    int extent = nest.extent(loop).count();
    int rest = extent % tile.blocks();
    if (loop >= schedule.parallel()) {
      int index = indices.take(loop);
      var counted = new CountedLoop(mv, method.locals, index);
      counted.run(() -> Code.push(mv, 0), () -> method.pushConstant(extent - tile.blocks() + 1), tile.blocks(),
          () -> rows(at.entering(loop, indices), tile.blocks()));
      if (rest > 0) {
        counted.run(() -> method.pushConstant(extent - rest), () -> method.pushConstant(extent), rest,
            () -> rows(at.entering(loop, indices), rest));
      }
      indices.give(loop);
      return;
    }
    PointAddresses inside = at.entering(loop, indices);
    if (rest == 0) {
      rows(inside, tile.blocks());
      return;
    }
    var last = new Label();
    var end = new Label();
    indices.push(loop);
    method.pushConstant(extent - rest);
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, last);
    if (extent >= tile.blocks()) {
      rows(inside, tile.blocks());
    }
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(last);
    rows(inside, rest);
    mv.visitLabel(end);
  }

  /// Full tiles of rows, then the rest: one more full tile that ends with the last row and computes some rows again, to the same bits.
  /// Where the result is added to in several passes a row must not be computed twice: there a smaller tile follows; and where there are
  /// fewer rows than a tile has, single rows.
  private void rows(PointAddresses at, int blocks) {
    int loop = tile.rowLoop();
    boolean shared = loop < schedule.parallel();
    int index = shared ? method.locals.take(Type.INT_TYPE) : indices.take(loop);
    int limit = method.locals.take(Type.INT_TYPE);
    pushRowLimit(loop, shared);
    mv.visitVarInsn(Opcodes.ISTORE, limit);
    var counted = new CountedLoop(mv, method.locals, index);
    counted.run(() -> {
      pushFirstRow(loop, shared);
    }, () -> {
      mv.visitVarInsn(Opcodes.ILOAD, limit);
      Code.push(mv, tile.rows() - 1);
      mv.visitInsn(Opcodes.ISUB);
    }, tile.rows(), () -> call(at, loop, index, tile.rows(), blocks));
    lastRows(at, index, limit, blocks, counted);
    method.locals.give(limit);
    if (shared) {
      method.locals.give(index);
    } else {
      indices.give(loop);
    }
  }

  private void lastRows(PointAddresses at, int index, int limit, int blocks, CountedLoop counted) {
    int loop = tile.rowLoop();
    Dim extent = nest.extent(loop);
    boolean shared = loop < schedule.parallel();
    int rest = TileStores.restRows(nest);
    if (!extent.perBatch() && rest == 0) {
      return;
    }
    if (!extent.perBatch() && TileStores.hasRestTile(nest)) {
      counted.run(() -> mv.visitVarInsn(Opcodes.ILOAD, index), () -> mv.visitVarInsn(Opcodes.ILOAD, limit), rest,
          () -> call(at, loop, index, rest, blocks));
      return;
    }
    var end = new Label();
    var single = new Label();
    mv.visitVarInsn(Opcodes.ILOAD, index);
    mv.visitVarInsn(Opcodes.ILOAD, limit);
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    pushRowsInTile(loop, shared, limit);
    Code.push(mv, tile.rows());
    mv.visitJumpInsn(Opcodes.IF_ICMPLT, single);
    mv.visitVarInsn(Opcodes.ILOAD, limit);
    Code.push(mv, tile.rows());
    mv.visitInsn(Opcodes.ISUB);
    mv.visitVarInsn(Opcodes.ISTORE, index);
    call(at, loop, index, tile.rows(), blocks);
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(single);
    counted.run(() -> mv.visitVarInsn(Opcodes.ILOAD, index), () -> mv.visitVarInsn(Opcodes.ILOAD, limit), 1,
        () -> call(at, loop, index, 1, blocks));
    mv.visitLabel(end);
  }

  /// Pushes how many rows the worker's tile holds.
  private void pushRowsInTile(int loop, boolean shared, int limit) {
    mv.visitVarInsn(Opcodes.ILOAD, limit);
    pushFirstRow(loop, shared);
    mv.visitInsn(Opcodes.ISUB);
  }

  private void pushFirstRow(int loop, boolean shared) {
    if (shared) {
      indices.push(loop);
    } else {
      method.pushFirst(nest.extent(loop));
    }
  }

  private void pushRowLimit(int loop, boolean shared) {
    method.pushEnd(nest.extent(loop));
    if (shared) {
      indices.push(loop);
      Code.push(mv, tile.rowChunk());
      mv.visitInsn(Opcodes.IADD);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }

  /// Calls the method of one tile shape. A sum over the batch has two: most batches are one run, and the accumulators of the levels above,
  /// which each add one sum then, take the registers of a larger tile.
  private void call(PointAddresses at, int rowLoop, int row, int rows, int blocks) {
    int outermost = code.order().steps().getFirst().loop();
    if (pass != null || !nest.extent(outermost).perBatch() || code.order().outermostRun() == 1) {
      call(at, rowLoop, row, new TileShape(rows, blocks, false));
      return;
    }
    var several = new Label();
    var end = new Label();
    method.push(nest.extent(outermost));
    Code.push(mv, code.order().outermostRun());
    mv.visitJumpInsn(Opcodes.IF_ICMPGT, several);
    call(at, rowLoop, row, new TileShape(rows, blocks, true));
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(several);
    call(at, rowLoop, row, new TileShape(rows, blocks, false));
    mv.visitLabel(end);
  }

  /// Hands over arrays, the offsets at the tile's first element, and all loop indices.
  private void call(PointAddresses at, int rowLoop, int row, TileShape of) {
    indices.alias(rowLoop, row, () -> {
      PointAddresses here = at.entering(rowLoop, indices);
      TileMethod called = tiles.computeIfAbsent(of, this::written);
      for (int b = 0; b <= nest.operands().size(); b++) {
        method.pushArray(b);
      }
      if (pass != null) {
        method.pushArray(method.partialSums());
      }
      IntStream.range(0, nest.structure().reads().size()).forEach(here::pushRead);
      here.pushWrite();
      for (int l = 0; l < schedule.loops().size(); l++) {
        indices.push(l);
      }
      if (pass != null) {
        push(pass);
      }
      method.pushFirst(Dim.BATCH);
      method.pushEnd(Dim.BATCH);
      method.push(Dim.BATCH);
      called.constants().forEach(method::pushConstant);
      called.call(mv);
    });
  }

  private TileMethod written(TileShape shape) {
    TileMethod tile = new TileEmitter(code, shape).emit();
    tile.placeIn(kernel);
    return tile;
  }

  private void push(HoistedPass.Locals of) {
    mv.visitVarInsn(Opcodes.ILOAD, method.base(method.partialSums()));
    mv.visitVarInsn(Opcodes.ILOAD, method.base(method.result()));
    mv.visitInsn(Opcodes.ISUB);
    mv.visitVarInsn(Opcodes.ILOAD, of.add());
    mv.visitVarInsn(Opcodes.ILOAD, of.stop());
    mv.visitVarInsn(Opcodes.ILOAD, of.top());
  }
}
