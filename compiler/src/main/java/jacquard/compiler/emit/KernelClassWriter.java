package jacquard.compiler.emit;

import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// A class that implements `jacquard.runtime.Kernel`, with constant index maps for strided loads.
final class KernelClassWriter {
  static final String PACKAGE = "jacquard/runtime/";
  private static final String RUN = "(Ljacquard/runtime/Memory;[III)V";

  private final String name;
  private final ClassWriter writer;
  private final Map<Integer, Integer> strideMaps = new TreeMap<>();

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
    MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    mv.visitCode();
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
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

  String name() {
    return name;
  }

  /// Pushes the array `{0, stride, 2·stride, …}` of `lanes` elements, a constant of the class.
  void pushStrideMap(MethodVisitor mv, int stride, int lanes) {
    strideMaps.put(stride, lanes);
    mv.visitFieldInsn(Opcodes.GETSTATIC, name, field(stride), "[I");
  }

  private static String field(int stride) {
    return "STRIDE_" + (stride < 0 ? "M" : "") + Math.abs(stride);
  }

  byte[] bytes() {
    MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    mv.visitCode();
    strideMaps.forEach((stride, lanes) -> {
      writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE, field(stride), "[I", null, null).visitEnd();
      Code.push(mv, lanes);
      mv.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
      for (int lane = 0; lane < lanes; lane++) {
        mv.visitInsn(Opcodes.DUP);
        Code.push(mv, lane);
        Code.push(mv, lane * stride);
        mv.visitInsn(Opcodes.IASTORE);
      }
      mv.visitFieldInsn(Opcodes.PUTSTATIC, name, field(stride), "[I");
    });
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
