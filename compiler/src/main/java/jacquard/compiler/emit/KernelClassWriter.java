package jacquard.compiler.emit;

import jacquard.runtime.KernelClass;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// A class that implements `jacquard.runtime.Kernel`.
final class KernelClassWriter {
  static final String PACKAGE = "jacquard/runtime/";
  private static final String RUN = "(Ljacquard/runtime/Memory;[III)V";

  private final String name;
  private final ClassWriter writer;
  private final KernelConstants constants = new KernelConstants();

  private static final String CONSTANTS = "constants";
  private static final String CONSTANTS_TYPE = "[I";

  KernelClassWriter(String simpleName) {
    this.name = PACKAGE + simpleName;
    this.writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
      /// Locals keep one type each, so merged types are equal or never used again.
      @Override
      protected String getCommonSuperClass(String a, String b) {
        return "java/lang/Object";
      }
    };
    writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, "java/lang/Object",
        new String[] {PACKAGE + "Kernel"});
    writer.visitSource(simpleName + ".loop", null);
    constructor();
  }

  private void constructor() {
    writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, CONSTANTS, CONSTANTS_TYPE, null, null).visitEnd();
    MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(" + CONSTANTS_TYPE + ")V", null, null);
    mv.visitCode();
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitVarInsn(Opcodes.ALOAD, 1);
    mv.visitFieldInsn(Opcodes.PUTFIELD, name, CONSTANTS, CONSTANTS_TYPE);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  MethodVisitor run() {
    return writer.visitMethod(Opcodes.ACC_PUBLIC, "run", RUN, null, null);
  }

  MethodVisitor method(String method, String descriptor) {
    return writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, method, descriptor, null, null);
  }

  /// Pushes the kernel's constants in `mv`, a method of the kernel itself.
  void pushConstants(MethodVisitor mv) {
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitFieldInsn(Opcodes.GETFIELD, name, CONSTANTS, CONSTANTS_TYPE);
  }

  /// What the methods of this class read from the kernel's array.
  KernelConstants constants() {
    return constants;
  }

  String name() {
    return name;
  }

  /// The kernel of what has been written; `source` names its loop text.
  KernelClass finish(String source) {
    writer.visitEnd();
    return new KernelClass(name.replace('/', '.'), writer.toByteArray(), source, constants.values());
  }
}
