package jacquard.compiler.emit;

import jacquard.compiler.nest.BatchUse;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The frame of `Kernel.run(memory, args, from, to)` and of `Kernel.rehearse(memory, args, examples, tile)`: arrays and base offsets of the
/// buffers, the batch size, the constants, and locals.
///
/// `args` holds segment and offset of every operand, of the result, and of partial sums where the nest keeps them beside it
/// ([BatchUse#hasPartialSums]); then which examples `[first, end)` to run over, then how many the
/// batch has. Loops over the batch count from `first`: an example has the same index in every call.
final class KernelMethod implements Extents {
  private static final int MEMORY = 1;
  private static final int ARGS = 2;
  static final int FROM = 3;
  static final int TO = 4;
  /// In place of `FROM` and `TO`.
  static final int EXAMPLES = 3;
  static final int TILE = 4;
  private static final String MEMORY_CLASS = "jacquard/runtime/Memory";

  final MethodVisitor mv;
  final Specialized specialized;
  private final KernelClassWriter kernel;
  private final LoopNest nest;
  final LocalAllocator locals;
  private final List<Integer> arrays = new ArrayList<>();
  private final List<Integer> bases = new ArrayList<>();
  private final int first;
  private final int end;
  private final int batch;
  private final int constants;
  private final int result;

  private KernelMethod(KernelClassWriter kernel, LoopNest nest, MethodVisitor mv, int firstLocal) {
    this.mv = mv;
    this.locals = new LocalAllocator(firstLocal);
    this.kernel = kernel;
    this.nest = nest;
    this.specialized = new Specialized(nest);
    mv.visitCode();
    constants = locals.take(Type.getType(int[].class));
    kernel.pushConstants(mv);
    locals.store(mv, constants);
    var buffers = new ArrayList<>(nest.operands());
    result = buffers.size();
    buffers.add(nest.result());
    if (BatchUse.hasPartialSums(nest)) {
      buffers.add(nest.result());
    }
    for (int b = 0; b < buffers.size(); b++) {
      open(b, buffers.get(b));
    }
    first = argument(2 * buffers.size());
    end = argument(2 * buffers.size() + 1);
    batch = argument(2 * buffers.size() + 2);
  }

  static KernelMethod run(KernelClassWriter kernel, LoopNest nest) {
    return new KernelMethod(kernel, nest, kernel.run(), TO + 1);
  }

  static KernelMethod rehearse(KernelClassWriter kernel, LoopNest nest) {
    return new KernelMethod(kernel, nest, kernel.rehearse(), TILE + 1);
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

  /// A local that holds argument number `index`.
  private int argument(int index) {
    int local = locals.take(Type.INT_TYPE);
    pushArgument(index);
    locals.store(mv, local);
    return local;
  }

  private void pushArgument(int index) {
    mv.visitVarInsn(Opcodes.ALOAD, ARGS);
    Code.push(mv, index);
    mv.visitInsn(Opcodes.IALOAD);
  }

  /// Pushes the array of buffer `number`, an operand, [#result] or [#partialSums].
  void pushArray(int number) {
    locals.load(mv, arrays.get(number));
  }

  /// Pushes `value` from the kernel's constants.
  void pushConstant(int value) {
    kernel.constants().push(mv, constants, value);
  }

  /// The local that holds where buffer `number` begins in its array.
  int base(int number) {
    return bases.get(number);
  }

  int result() {
    return result;
  }

  /// Where partial sums lie, laid out as the result is.
  int partialSums() {
    return result + 1;
  }

  /// Pushes how many examples follow those of this call.
  void pushExamplesLeft() {
    locals.load(mv, batch);
    locals.load(mv, end);
    mv.visitInsn(Opcodes.ISUB);
  }

  @Override
  public void push(Dim dim) {
    times(dim, batch);
  }

  @Override
  public void pushFirst(Dim dim) {
    if (dim.perBatch()) {
      times(dim, first);
    } else {
      Code.push(mv, 0);
    }
  }

  @Override
  public void pushEnd(Dim dim) {
    times(dim, end);
  }

  @Override
  public void pushEndOf(int loop) {
    if (specialized.extent(loop)) {
      Code.push(mv, nest.extent(loop).count());
    } else {
      pushEnd(nest.extent(loop));
    }
  }

  /// Pushes `count` times what `local` holds, or `count` alone.
  private void times(Dim dim, int local) {
    if (!dim.perBatch()) {
      pushConstant(dim.count());
      return;
    }
    locals.load(mv, local);
    if (dim.count() > 1) {
      pushConstant(dim.count());
      mv.visitInsn(Opcodes.IMUL);
    }
  }

  void end() {
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }
}
