package jacquard.compiler.emit;

import jacquard.compiler.scalar.ScalarCode;
import jacquard.ir.DType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.util.CheckClassAdapter;

/// A class with one loop, `out_r[i] = code(in_0[i], in_1[i] …)`, i from 0 to n in steps of the form's lanes. ACC is not supported; a
/// `bool` result is stored as an `int` 0 or 1.
final class GeneratedLoop {
  private static final String NAME = "jacquard/compiler/emit/Generated";

  private final ScalarCode code;
  private final byte[] bytes;
  private final MethodHandle handle;

  GeneratedLoop(ScalarCode code, List<DType> reads, int lanes) {
    this.code = code;
    this.bytes = write(code, reads, LaneForm.of(lanes));
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      var method = List.of(type.getDeclaredMethods()).getFirst();
      handle = MethodHandles.lookup().unreflect(method).asSpreader(Object[].class, reads.size() + code.results().size() + 1);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /// The results on these arrays, all of one length, a multiple of the lanes.
  Object[] run(Object... inputs) {
    int n = inputs.length == 0 ? 16 : Array.getLength(inputs[0]);
    var arguments = new ArrayList<>(List.of(inputs));
    var results = new ArrayList<>();
    for (int r = 0; r < code.results().size(); r++) {
      results.add(array(code.resultType(r), n));
    }
    arguments.addAll(results);
    arguments.add(n);
    try {
      handle.invoke(arguments.toArray());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return results.toArray();
  }

  static Object array(DType type, int n) {
    return switch (type) {
      case F32 -> new float[n];
      case F64 -> new double[n];
      case I32, BOOL -> new int[n];
      case I64 -> new long[n];
    };
  }

  private static byte[] write(ScalarCode code, List<DType> reads, LaneForm form) {
    var classWriter = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
    classWriter.visit(Opcodes.V25, Opcodes.ACC_FINAL, NAME, null, "java/lang/Object", null);
    var descriptor = new StringBuilder("(");
    reads.forEach(t -> descriptor.append('[').append(primitive(t)));
    for (int r = 0; r < code.results().size(); r++) {
      descriptor.append('[').append(primitive(code.resultType(r)));
    }
    MethodVisitor mv = classWriter.visitMethod(Opcodes.ACC_STATIC, "run", descriptor.append("I)V").toString(), null, null);
    mv.visitCode();
    writeLoop(mv, code, reads.size(), form);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
    classWriter.visitEnd();
    byte[] bytes = classWriter.toByteArray();
    var problems = new StringWriter();
    CheckClassAdapter.verify(new ClassReader(bytes), GeneratedLoop.class.getClassLoader(), false, new PrintWriter(problems));
    if (!problems.toString().isEmpty()) {
      throw new AssertionError(problems + "\n" + code);
    }
    return bytes;
  }

  private static void writeLoop(MethodVisitor mv, ScalarCode code, int reads, LaneForm form) {
    int n = reads + code.results().size();
    var locals = new LocalAllocator(n + 1);
    int i = locals.take(Type.INT_TYPE);
    LaneWriter.Leaves leaves = leaf -> {
      loadElement(mv, leaf.index(), i, leaf.type(), form);
    };
    LaneWriter writer = LaneWriter.hoist(code, form, mv, locals, leaf -> false, leaves);
    mv.visitInsn(Opcodes.ICONST_0);
    locals.store(mv, i);
    var test = new Label();
    var body = new Label();
    mv.visitJumpInsn(Opcodes.GOTO, test);
    mv.visitLabel(body);
    LaneWriter.Values values = writer.write(leaves);
    for (int r = 0; r < code.results().size(); r++) {
      storeElement(mv, locals, values.local(r), reads + r, i, code.resultType(r), form);
    }
    values.free();
    mv.visitIincInsn(i, form.lanes());
    mv.visitLabel(test);
    locals.load(mv, i);
    mv.visitVarInsn(Opcodes.ILOAD, n);
    mv.visitJumpInsn(Opcodes.IF_ICMPLT, body);
    writer.free();
  }

  private static void loadElement(MethodVisitor mv, int array, int i, DType type, LaneForm form) {
    if (form.isScalar()) {
      mv.visitVarInsn(Opcodes.ALOAD, array);
      mv.visitVarInsn(Opcodes.ILOAD, i);
      mv.visitInsn(LaneForm.SCALAR.localType(type).getOpcode(Opcodes.IALOAD));
      return;
    }
    form.pushSpecies(mv, type);
    mv.visitVarInsn(Opcodes.ALOAD, array);
    mv.visitVarInsn(Opcodes.ILOAD, i);
    String vector = LaneForm.vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, vector, "fromArray",
        "(Ljdk/incubator/vector/VectorSpecies;[" + primitive(type) + "I)L" + vector + ";", false);
  }

  private static void storeElement(MethodVisitor mv, LocalAllocator locals, int local, int array, int i, DType type, LaneForm form) {
    if (form.isScalar()) {
      mv.visitVarInsn(Opcodes.ALOAD, array);
      mv.visitVarInsn(Opcodes.ILOAD, i);
      locals.load(mv, local);
      mv.visitInsn(LaneForm.SCALAR.localType(type).getOpcode(Opcodes.IASTORE));
      return;
    }
    DType stored = type;
    if (type == DType.BOOL) { // 0 blended with 1
      mv.visitInsn(Opcodes.ICONST_0);
      form.broadcast(mv, DType.I32);
      mv.visitInsn(Opcodes.ICONST_1);
      form.broadcast(mv, DType.I32);
      locals.load(mv, local);
      form.pushSpecies(mv, DType.I32);
      mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "jdk/incubator/vector/VectorMask", "cast",
          "(Ljdk/incubator/vector/VectorSpecies;)Ljdk/incubator/vector/VectorMask;", false);
      mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "jdk/incubator/vector/IntVector", "blend",
          "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/VectorMask;)Ljdk/incubator/vector/IntVector;", false);
      stored = DType.I32;
    } else {
      locals.load(mv, local);
    }
    mv.visitVarInsn(Opcodes.ALOAD, array);
    mv.visitVarInsn(Opcodes.ILOAD, i);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(stored), "intoArray", "([" + primitive(stored) + "I)V", false);
  }

  private static String primitive(DType type) {
    return LaneForm.SCALAR.localType(type).getDescriptor();
  }
}
