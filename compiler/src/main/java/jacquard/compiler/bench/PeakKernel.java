package jacquard.compiler.bench;

import jacquard.compiler.emit.LaneForm;
import jacquard.ir.DType;
import jacquard.runtime.KernelClass;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits a kernel that does nothing but fused multiply-adds in `f32`:
///
///     for from <= i < to:  acc[k] ← a·b + acc[k]   for each of `accumulators` independent accumulators of `lanes` lanes
///
/// It reads `a` and `b` at elements 0 and 1 of the scratch memory, so that nothing is known ahead, and stores the sum of all
/// accumulators from element 16 on, so that nothing is dropped.
record PeakKernel(int lanes, int accumulators) {
  static final int MEMORY_ELEMENTS = 64;
  private static final int RESULT = 16;

  private static final String NAME = "jacquard/runtime/Peak";
  private static final String MEMORY = "jacquard/runtime/Memory";
  private static final int MEMORY_LOCAL = 1;
  private static final int FROM_LOCAL = 3;
  private static final int TO_LOCAL = 4;
  private static final int A_LOCAL = 5;
  private static final int B_LOCAL = 6;
  private static final int FIRST_ACCUMULATOR = 7;

  /// Additions and multiplications of one iteration.
  double operations() {
    return 2.0 * lanes * accumulators;
  }

  KernelClass emit() {
    var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
      @Override
      protected String getCommonSuperClass(String a, String b) {
        return "java/lang/Object";
      }
    };
    writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object",
        new String[] {"jacquard/runtime/Kernel"});
    MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    end(constructor);
    MethodVisitor run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "(L" + MEMORY + ";[III)V", null, null);
    run.visitCode();
    new Body(run, LaneForm.of(lanes)).write();
    end(run);
    writer.visitEnd();
    return new KernelClass(NAME.replace('/', '.'), writer.toByteArray(), "peak.loop");
  }

  private static void end(MethodVisitor mv) {
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  private final class Body {
    private final MethodVisitor mv;
    private final LaneForm form;
    private final Type type;

    Body(MethodVisitor mv, LaneForm form) {
      this.mv = mv;
      this.form = form;
      this.type = form.localType(DType.F32);
    }

    void write() {
      for (int local = A_LOCAL; local <= B_LOCAL; local++) {
        element(local - A_LOCAL);
        mv.visitInsn(Opcodes.FALOAD);
        form.broadcast(mv, DType.F32);
        form.exact(mv, DType.F32);
        store(local);
      }
      for (int k = 0; k < accumulators; k++) {
        mv.visitInsn(Opcodes.FCONST_0);
        form.broadcast(mv, DType.F32);
        store(FIRST_ACCUMULATOR + k);
      }
      var next = new Label();
      var done = new Label();
      mv.visitLabel(next);
      mv.visitVarInsn(Opcodes.ILOAD, FROM_LOCAL);
      mv.visitVarInsn(Opcodes.ILOAD, TO_LOCAL);
      mv.visitJumpInsn(Opcodes.IF_ICMPGE, done);
      for (int k = 0; k < accumulators; k++) {
        multiplyAdd(FIRST_ACCUMULATOR + k);
      }
      mv.visitIincInsn(FROM_LOCAL, 1);
      mv.visitJumpInsn(Opcodes.GOTO, next);
      mv.visitLabel(done);
      result();
    }

    private void multiplyAdd(int accumulator) {
      load(A_LOCAL);
      load(B_LOCAL);
      load(accumulator);
      if (form.isScalar()) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "fma", "(FFF)F", false);
      } else {
        call("fma", "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/Vector;)");
      }
      store(accumulator);
    }

    private void result() {
      load(FIRST_ACCUMULATOR);
      for (int k = 1; k < accumulators; k++) {
        load(FIRST_ACCUMULATOR + k);
        if (form.isScalar()) {
          mv.visitInsn(Opcodes.FADD);
        } else {
          call("add", "(Ljdk/incubator/vector/Vector;)");
        }
      }
      store(FIRST_ACCUMULATOR);
      if (form.isScalar()) {
        element(RESULT);
        load(FIRST_ACCUMULATOR);
        mv.visitInsn(Opcodes.FASTORE);
      } else {
        load(FIRST_ACCUMULATOR);
        element(RESULT);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(DType.F32), "intoArray", "([FI)V", false);
      }
    }

    /// Pushes the scratch array and an index into it.
    private void element(int index) {
      mv.visitVarInsn(Opcodes.ALOAD, MEMORY_LOCAL);
      mv.visitFieldInsn(Opcodes.GETFIELD, MEMORY, DType.F32.text(), "[[F");
      mv.visitInsn(Opcodes.ICONST_0);
      mv.visitInsn(Opcodes.AALOAD);
      mv.visitIntInsn(Opcodes.BIPUSH, index);
    }

    /// Calls a method of the vector class that gives a vector.
    private void call(String method, String arguments) {
      mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(DType.F32), method, arguments + type.getDescriptor(), false);
    }

    private void load(int local) {
      mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
    }

    private void store(int local) {
      mv.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
    }
  }
}
