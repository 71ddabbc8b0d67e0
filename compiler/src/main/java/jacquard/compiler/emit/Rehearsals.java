package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.TransformNest;
import jacquard.ir.loop.LoopNest;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes `Kernel.rehearse`: the methods with vector code run once, over one tile and the shortest sums, or are called and return.
///
/// HotSpot compiles what has been called often enough, and a tile of vector code that it has not compiled takes up to tens of milliseconds.
/// The sum of one block of channels shows it every branch.
final class Rehearsals {
  private Rehearsals() {}

  /// At the top of `run`: returns where the first tile is negative.
  static void skipBelowZero(MethodVisitor mv) {
    var start = new Label();
    mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.FROM);
    mv.visitJumpInsn(Opcodes.IFGE, start);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitLabel(start);
  }

  /// At the top of a method that takes the arrays of operands and result: returns where it has no result. That the result is there has to
  /// be known in any case; a test of the batch size there made C2 spill the first convolution of `mobilenet-v1` on AVX2, 365 to 483 us.
  static void skipWithoutResult(MethodVisitor mv, LoopNest nest) {
    var start = new Label();
    mv.visitVarInsn(Opcodes.ALOAD, nest.operands().size());
    mv.visitJumpInsn(Opcodes.IFNONNULL, start);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitLabel(start);
  }

  /// Where the code is in `run` itself: one tile, or from -1 on.
  static void ofRun(KernelClassWriter kernel) {
    MethodVisitor mv = kernel.rehearse();
    mv.visitCode();
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitVarInsn(Opcodes.ALOAD, 1);
    mv.visitVarInsn(Opcodes.ALOAD, 2);
    mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.TILE);
    mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.EXAMPLES);
    Code.push(mv, Integer.SIZE - 1);
    mv.visitInsn(Opcodes.ISHR);
    mv.visitInsn(Opcodes.IOR);
    mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.TILE);
    mv.visitInsn(Opcodes.ICONST_1);
    mv.visitInsn(Opcodes.IADD);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, kernel.name(), "run", KernelClassWriter.RUN, false);
    end(mv);
  }

  /// Where all code is scalar.
  static void ofScalars(KernelClassWriter kernel) {
    MethodVisitor mv = kernel.rehearse();
    mv.visitCode();
    end(mv);
  }

  private static void end(MethodVisitor mv) {
    mv.visitInsn(Opcodes.ICONST_1);
    mv.visitInsn(Opcodes.IRETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  /// Of a contraction: each tile shape that one example fills, at the first elements.
  static void ofTiles(TileCode code, Collection<TileMethod> tiles, KernelClassWriter kernel) {
    LoopNest nest = code.nest();
    var method = KernelMethod.rehearse(kernel, nest);
    var start = new PointAddresses(code.addresses(), method, new LoopIndices(nest, method), nest.structure().reads());
    boolean overBatch = nest.extent(nest.schedule().tile().orElseThrow().rowLoop()).perBatch();
    for (TileMethod tile : tiles) {
      if (overBatch && tile.shape.rows() > 1) {
        continue;
      }
      buffers(method, nest, start);
      zeros(method.mv, nest.schedule().loops().size());
      method.mv.visitInsn(Opcodes.ICONST_0);
      method.mv.visitInsn(Opcodes.ICONST_1);
      method.mv.visitInsn(Opcodes.ICONST_1);
      tile.briefConstants().forEach(method::pushConstant);
      tile.call(method.mv);
    }
    end(method.mv);
  }

  /// Of a transform: one tile by each method, twice, as tiles that end outside the result take another branch.
  static void ofTransform(TransformNest transform, List<TransformMethod> methods, KernelClassWriter kernel) {
    LoopNest nest = transform.nest();
    var method = KernelMethod.rehearse(kernel, nest);
    var start = new PointAddresses(transform.addresses(), method, new LoopIndices(nest, method), nest.structure().reads());
    List<Addresses.Check> guards = TransformMethod.guards(transform);
    for (boolean ending : guards.isEmpty() ? new boolean[] {false} : new boolean[] {false, true}) {
      for (TransformMethod called : methods) {
        buffers(method, nest, start);
        method.mv.visitInsn(Opcodes.ICONST_1);
        guards.forEach(check -> method.pushConstant(ending ? 1 : check.extent().count()));
        method.mv.visitInsn(Opcodes.ICONST_1);
        called.constants().forEach(method::pushConstant);
        called.call(method.mv);
      }
    }
    end(method.mv);
  }

  /// Pushes the arrays, no result where nothing is to be done, and the first offsets.
  private static void buffers(KernelMethod method, LoopNest nest, PointAddresses start) {
    IntStream.range(0, nest.operands().size()).forEach(method::pushArray);
    var none = new Label();
    var end = new Label();
    method.mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.EXAMPLES);
    method.mv.visitJumpInsn(Opcodes.IFLT, none);
    method.pushArray(method.result());
    method.mv.visitJumpInsn(Opcodes.GOTO, end);
    method.mv.visitLabel(none);
    method.mv.visitInsn(Opcodes.ACONST_NULL);
    method.mv.visitLabel(end);
    IntStream.range(0, nest.structure().reads().size()).forEach(start::pushRead);
    start.pushWrite();
  }

  private static void zeros(MethodVisitor mv, int count) {
    for (int i = 0; i < count; i++) {
      mv.visitInsn(Opcodes.ICONST_0);
    }
  }
}
