package jacquard.compiler.emit;

import jacquard.runtime.KernelClass;
import jacquard.runtime.KernelPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/// A class that implements `jacquard.runtime.Kernel`.
final class KernelClassWriter {
  static final String PACKAGE = "jacquard/runtime/";
  static final String RUN = "(Ljacquard/runtime/Memory;[III)V";
  private static final String REHEARSE = "(Ljacquard/runtime/Memory;[III)Z";

  private final String name;
  private final ClassWriter writer;
  private final KernelConstants constants = new KernelConstants();
  private final @Nullable KernelPartWriter partWriter;
  private final List<MethodNode> methods = new ArrayList<>();
  private final Map<String, KernelPart> parts = new LinkedHashMap<>();

  private static final String CONSTANTS = "constants";
  private static final String CONSTANTS_TYPE = "[I";

  /// With parts that `partWriter` makes; without it as one class, which has one name and the lines of one text.
  KernelClassWriter(String simpleName, @Nullable KernelPartWriter partWriter) {
    this.name = PACKAGE + simpleName;
    this.partWriter = partWriter;
    this.writer = new Frames();
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

  MethodVisitor rehearse() {
    return writer.visitMethod(Opcodes.ACC_PUBLIC, "rehearse", REHEARSE, null, null);
  }

  /// The name of the class that has `method`, which is written out and static: this one, or a part that others may share.
  String place(MethodNode method) {
    if (partWriter == null) {
      method.access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
      methods.add(method);
      return name;
    }
    KernelPart part = partWriter.of(method);
    parts.putIfAbsent(part.name(), part);
    return part.name().replace('.', '/');
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
    methods.forEach(method -> method.accept(writer));
    writer.visitEnd();
    return new KernelClass(name.replace('/', '.'), writer.toByteArray(), source, List.copyOf(parts.values()), constants.values());
  }

  /// Computes frames. Locals keep one type each, so merged types are equal or never used again.
  static final class Frames extends ClassWriter {
    Frames() {
      super(COMPUTE_FRAMES);
    }

    @Override
    protected String getCommonSuperClass(String a, String b) {
      return "java/lang/Object";
    }
  }
}
