package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.nest.TileStores;
import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Writes what becomes of a tile's sums: the epilogue and its stores, or, where loops run around all tiles, sums that go on in memory.
final class TileFinish {
  private final TileMethod method;
  private final LoopNest nest;
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final Addresses addresses;
  private final StepCode code;
  /// By row and vector.
  private final int[][] sums;

  /// `sums` are locals of `method`.
  TileFinish(TileMethod method, StepCode code, int[][] sums) {
    this.method = method;
    this.nest = method.nest;
    this.mv = method.mv;
    this.locals = method.locals;
    this.addresses = method.addresses;
    this.code = code;
    this.sums = sums;
  }

  /// Adds the tile's sum to what hoisted loops have added up so far, level by level, and stores it at the level where the pass stops.
  ///
  /// C2 is told the class of the sum, which comes out of a loop. What is loaded and called on has one from the profile; but at 18,000
  /// nodes C2 puts off what it was about to parse, and where that is the test that both operands are of one class, the addition
  /// remains a call if only the test would have told it the argument's.
  void writePass(boolean oneLevel) {
    int resultArray = nest.operands().size();
    var array = locals.take(Type.getType(Code.array(nest.result().type().dtype())));
    int at = locals.take(Type.INT_TYPE);
    int level = locals.take(Type.INT_TYPE);
    if (oneLevel) {
      normaliseZeros();
    }
    var head = new Label();
    var inResult = new Label();
    var found = new Label();
    var added = new Label();
    var stop = new Label();
    Code.push(mv, 0);
    mv.visitVarInsn(Opcodes.ISTORE, level);
    mv.visitLabel(head);
    mv.visitVarInsn(Opcodes.ILOAD, method.writeParameter());
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitVarInsn(Opcodes.ILOAD, method.passParameter(TileMethod.TOP));
    mv.visitJumpInsn(Opcodes.IF_ICMPEQ, inResult);
    mv.visitVarInsn(Opcodes.ILOAD, method.passParameter(TileMethod.SHIFT));
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ILOAD, level);
    method.pushConstant(HoistedSums.copyElements(nest));
    mv.visitInsn(Opcodes.IMUL);
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ISTORE, at);
    method.pushArray(resultArray + 1);
    mv.visitJumpInsn(Opcodes.GOTO, found);
    mv.visitLabel(inResult);
    mv.visitVarInsn(Opcodes.ISTORE, at);
    method.pushArray(resultArray);
    mv.visitLabel(found);
    mv.visitVarInsn(Opcodes.ASTORE, array);
    mv.visitVarInsn(Opcodes.ILOAD, method.passParameter(TileMethod.ADD));
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitInsn(Opcodes.ISHR);
    Code.push(mv, 1);
    mv.visitInsn(Opcodes.IAND);
    mv.visitJumpInsn(Opcodes.IFEQ, added);
    method.each(sums, (r, v) -> {
      method.loads.load(method.type, () -> mv.visitVarInsn(Opcodes.ALOAD, array),
          () -> method.pushElement(at, addresses.write(), method.rowOffset(r), v), 1);
      method.pushSum(sums[r][v]);
      method.form.add(mv, method.type);
    });
    mv.visitLabel(added);
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitVarInsn(Opcodes.ILOAD, method.passParameter(TileMethod.STOP));
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, stop);
    mv.visitIincInsn(level, 1);
    mv.visitJumpInsn(Opcodes.GOTO, head);
    mv.visitLabel(stop);
    for (int r = 0; r < method.shape.rows(); r++) {
      for (int v = 0; v < method.vectors; v++) {
        TileMethod.RowOffset row = method.rowOffset(r);
        int vector = v;
        int local = sums[r][v];
        method.loads.store(method.type, () -> mv.visitVarInsn(Opcodes.ALOAD, array),
            () -> method.pushElement(at, addresses.write(), row, vector), () -> method.pushSum(local));
      }
    }
  }

  /// A level starts at 0 also where it is the first and stored as it is.
  private void normaliseZeros() {
    var adds = new Label();
    mv.visitVarInsn(Opcodes.ILOAD, method.passParameter(TileMethod.ADD));
    Code.push(mv, 1);
    mv.visitInsn(Opcodes.IAND);
    mv.visitJumpInsn(Opcodes.IFNE, adds);
    method.addZero(sums);
    mv.visitLabel(adds);
  }

  /// The epilogue of every element, and its store.
  void write() {
    if (TileStores.isInline(nest, code, method.shape.rows() * method.vectors)) {
      for (int v = 0; v < method.vectors; v++) {
        int vector = v;
        LaneWriter writer = LaneWriter.hoist(code.finish(), method.form, mv, locals, this::isSameInAllRows,
            leaf -> load(leaf, method.rowOffset(0), vector));
        for (int r = 0; r < method.shape.rows(); r++) {
          writeOne(writer, sums[r][v], method.rowOffset(r), v);
        }
        writer.free();
      }
      return;
    }
    for (int r = 0; r < method.shape.rows(); r++) {
      for (int v = 0; v < method.vectors; v++) {
        int local = sums[r][v];
        store(() -> method.pushSum(local), method.rowOffset(r), v, nest.result().type().dtype());
      }
    }
    writeInLoop();
  }

  /// The epilogue over the stored tile, row by row.
  private void writeInLoop() {
    LaneWriter writer = LaneWriter.hoist(code.finish(), method.form, mv, locals, leaf -> false, leaf -> { });
    int row = locals.take(Type.INT_TYPE);
    int value = locals.take(method.form.localType(method.type));
    new CountedLoop(mv, locals, row).run(() -> Code.push(mv, 0), () -> Code.push(mv, method.shape.rows()), 1, () -> {
      for (int v = 0; v < method.vectors; v++) {
        method.pushResult(method.row(row), v);
        locals.store(mv, value);
        writeOne(writer, value, method.row(row), v);
      }
    });
    locals.give(value);
    locals.give(row);
    writer.free();
  }

  private void writeOne(LaneWriter writer, int accumulator, TileMethod.RowOffset row, int v) {
    LaneWriter.Values values = writer.write(leaf -> {
      if (leaf.op() == Opcode.READ && leaf.index() >= nest.structure().reads().size()) {
        locals.load(mv, accumulator);
      } else {
        load(leaf, row, v);
      }
    });
    store(() -> locals.load(mv, values.local(0)), row, v, nest.result().type().dtype());
    values.free();
  }

  /// What an epilogue reads besides the sum, or a count.
  private void load(Instruction leaf, TileMethod.RowOffset row, int v) {
    switch (leaf.op()) {
      case READ -> {
        IndexExpr expr = addresses.read(leaf.index());
        int operand = nest.structure().reads().get(leaf.index()).operand();
        method.loads.load(nest.operands().get(operand).type().dtype(), () -> method.pushArray(operand),
            () -> method.pushElement(method.offsetParameter(leaf.index()), expr, row, v), expr.factorOf(method.schedule.vector()));
      }
      case COUNT -> {
        method.push(code.finish().counts().get(leaf.index()));
        method.loads.spread(leaf.type());
      }
      default -> throw new IllegalStateException(leaf.text());
    }
  }

  /// Whether a leaf of the epilogue, as the bias of a channel, is loaded once for all rows: C1 gives up on methods of more vectors
  /// ("out of virtual registers"), which are interpreted then until C2 has them.
  private boolean isSameInAllRows(Instruction leaf) {
    return leaf.op() == Opcode.COUNT
        || leaf.op() == Opcode.READ && leaf.index() < nest.structure().reads().size()
        && addresses.read(leaf.index()).factorOf(method.tile.rowLoop()) == 0;
  }

  private void store(Runnable push, TileMethod.RowOffset row, int v, DType dtype) {
    method.loads.store(dtype, () -> method.pushArray(nest.operands().size()),
        () -> method.pushElement(method.writeParameter(), addresses.write(), row, v), push);
  }
}
