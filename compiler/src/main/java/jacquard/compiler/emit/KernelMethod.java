package jacquard.compiler.emit;

import jacquard.ir.DType;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The frame of `Kernel.run(memory, args, from, to)`: arrays and base offsets of the buffers, the batch size, and locals.
///
/// `args` holds segment and offset of every operand, then of the result, then the batch size.
final class KernelMethod {
  private static final int MEMORY = 1;
  private static final int ARGS = 2;
  static final int FROM = 3;
  static final int TO = 4;
  private static final String MEMORY_CLASS = "jacquard/runtime/Memory";

  final MethodVisitor mv;
  final LocalAllocator locals = new LocalAllocator(5);
  private final List<Integer> arrays = new ArrayList<>();
  private final List<Integer> bases = new ArrayList<>();
  private final int batch;

  KernelMethod(MethodVisitor mv, LoopNest nest) {
    this.mv = mv;
    mv.visitCode();
    var buffers = new ArrayList<>(nest.operands());
    buffers.add(nest.result());
    for (int b = 0; b < buffers.size(); b++) {
      open(b, buffers.get(b));
    }
    batch = locals.take(Type.INT_TYPE);
    pushArgument(2 * buffers.size());
    locals.store(mv, batch);
  }

  private void open(int number, Buffer buffer) {
    DType type = buffer.type().dtype();
    int array = locals.take(Type.getType(Code.array(type)));
    mv.visitVarInsn(Opcodes.ALOAD, MEMORY);
    mv.visitFieldInsn(Opcodes.GETFIELD, MEMORY_CLASS, Code.memoryField(type), "[" + Code.array(type));
    pushArgument(2 * number);
    mv.visitInsn(Opcodes.AALOAD);
    locals.store(mv, array);
    arrays.add(array);
    int base = locals.take(Type.INT_TYPE);
    pushArgument(2 * number + 1);
    locals.store(mv, base);
    bases.add(base);
  }

  private void pushArgument(int index) {
    mv.visitVarInsn(Opcodes.ALOAD, ARGS);
    Code.push(mv, index);
    mv.visitInsn(Opcodes.IALOAD);
  }

  /// Pushes the array of buffer `number`; the result is the last one.
  void pushArray(int number) {
    locals.load(mv, arrays.get(number));
  }

  /// The local that holds where buffer `number` begins in its array.
  int base(int number) {
    return bases.get(number);
  }

  int result() {
    return bases.size() - 1;
  }

  /// Pushes `count` times the batch size, or `count` alone.
  void push(jacquard.ir.Dim dim) {
    Code.push(mv, dim.count());
    if (dim.perBatch()) {
      locals.load(mv, batch);
      mv.visitInsn(Opcodes.IMUL);
    }
  }

  void end() {
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }
}
