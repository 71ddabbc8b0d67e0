package jacquard.bytecode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/// One emitted class, read by the JDK's own reader: ASM, which wrote it, does not judge itself.
final class EmittedClass {
  /// HotSpot does not compile longer methods (`HugeMethodLimit`).
  static final int LARGEST_METHOD_BYTES = 8000;

  private static final String VECTORS = "jdk/incubator/vector/";

  /// What gives the same bits interpreted and compiled, on every machine. Anything new needs a reason: the last two are of whole numbers,
  /// for the bounds of clamped loops and for indices.
  private static final Set<String> EXACT_MATH = Set.of("abs", "fma", "max", "min", "sqrt", "floor", "ceil", "rint", "copySign",
      "floorDiv", "floorMod");
  private static final Set<String> EXACT_OPERATORS = Set.of("ADD", "SUB", "MUL", "DIV", "FMA", "NEG", "ABS", "MIN", "MAX", "SQRT",
      "AND", "OR", "XOR", "NOT", "AND_NOT", "LSHL", "LSHR", "ASHR", "EQ", "NE", "LT", "LE", "GT", "GE",
      "IS_NAN", "IS_FINITE", "IS_INFINITE", "REINTERPRET");
  /// Methods of `FloatVector` and `DoubleVector` whose value depends on more than their lanes one by one, or on a library function.
  private static final Set<String> INEXACT_METHODS = Set.of("reduceLanes", "reduceLanesToLong", "pow");

  private final byte[] bytes;
  private final ClassModel model;

  EmittedClass(byte[] bytes) {
    this.bytes = bytes;
    this.model = ClassFile.of().parse(bytes);
  }

  String name() {
    return model.thisClass().asInternalName();
  }

  int largestMethodBytes() {
    return model.methods().stream().mapToInt(EmittedClass::size).max().orElse(0);
  }

  private static int size(MethodModel method) {
    return method.code().map(c -> ((CodeAttribute) c).codeLength()).orElse(0);
  }

  /// What is wrong with this class, a line each.
  List<String> problems() {
    var problems = new ArrayList<String>();
    for (MethodModel method : model.methods()) {
      String place = name() + "." + method.methodName().stringValue() + ": ";
      if (size(method) >= LARGEST_METHOD_BYTES) {
        problems.add(place + size(method) + " bytes, HotSpot compiles methods below " + LARGEST_METHOD_BYTES);
      }
      method.code().ifPresent(code -> instructions(code).keySet().stream().filter(i -> !isSound(i)).forEach(i -> problems.add(place + i)));
    }
    var text = new StringWriter();
    CheckClassAdapter.verify(new ClassReader(bytes), getClass().getClassLoader(), false, new PrintWriter(text));
    if (!text.toString().isEmpty()) {
      problems.add(name() + ": " + text);
    }
    return problems;
  }

  private static boolean isSound(String instruction) {
    int dot = instruction.lastIndexOf('.');
    String owner = instruction.substring(instruction.indexOf(' ') + 1, dot);
    String name = instruction.substring(dot + 1);
    return switch (owner) {
      case "java/lang/Math", "java/lang/StrictMath" -> EXACT_MATH.contains(name);
      case VECTORS + "VectorOperators" -> EXACT_OPERATORS.contains(name);
      case VECTORS + "FloatVector", VECTORS + "DoubleVector", VECTORS + "Vector" -> !INEXACT_METHODS.contains(name);
      default -> !instruction.startsWith("invokedynamic");
    };
  }

  /// How often each method is called (`invokestatic OWNER.NAME`) and each field read, in all methods.
  Map<String, Integer> instructions() {
    var counts = new TreeMap<String, Integer>();
    model.methods().forEach(m -> m.code().ifPresent(c -> instructions(c).forEach((i, n) -> counts.merge(i, n, Integer::sum))));
    return counts;
  }

  private static Map<String, Integer> instructions(CodeModel code) {
    var counts = new TreeMap<String, Integer>();
    for (var element : code) {
      switch (element) {
        case InvokeInstruction call -> count(counts, call.opcode(), call.owner(), call.name());
        case FieldInstruction field -> count(counts, field.opcode(), field.owner(), field.name());
        case InvokeDynamicInstruction call ->
            counts.merge("invokedynamic " + call.bootstrapMethod().owner().displayName() + "." + call.name(), 1, Integer::sum);
        default -> { }
      }
    }
    return counts;
  }

  private static void count(Map<String, Integer> counts, Opcode opcode, ClassEntry owner, Utf8Entry name) {
    counts.merge(opcode.name().toLowerCase(Locale.ROOT) + " " + owner.asInternalName() + "." + name.stringValue(), 1, Integer::sum);
  }
}
