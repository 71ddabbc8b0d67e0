package jacquard.compiler.emit;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import jacquard.ir.CompilerBug;
import jacquard.runtime.KernelPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/// The classes of single static methods, named after their content ([KernelPart]).
///
/// They have no line numbers: those of kernels that share them differ. Each is made once for the kernels of a program, since most are the
/// same.
public final class KernelPartWriter {
  private static final String PREFIX = "Part_";
  private static final int DIGITS = 16;

  private final Map<List<Object>, KernelPart> made = new HashMap<>();

  KernelPart of(MethodNode method) {
    Arrays.stream(method.instructions.toArray()).filter(LineNumberNode.class::isInstance).forEach(method.instructions::remove);
    return made.computeIfAbsent(content(method), key -> write(method));
  }

  private static KernelPart write(MethodNode method) {
    method.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
    byte[] unnamed = "0".repeat(DIGITS).getBytes(StandardCharsets.US_ASCII);
    var writer = new KernelClassWriter.Frames();
    writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        KernelClassWriter.PACKAGE + PREFIX + "0".repeat(DIGITS), null, "java/lang/Object", null);
    method.accept(writer);
    writer.visitEnd();
    byte[] bytes = writer.toByteArray();
    String digits = Hashing.sha256().hashBytes(bytes).toString().substring(0, DIGITS);
    System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, bytes, Bytes.indexOf(bytes, unnamed), DIGITS);
    return new KernelPart((KernelClassWriter.PACKAGE + PREFIX + digits).replace('/', '.'), bytes);
  }

  /// All that the class file follows from.
  private static List<Object> content(MethodNode method) {
    var content = new ArrayList<Object>(List.of(method.name, method.desc));
    var labels = new HashMap<LabelNode, Integer>();
    for (AbstractInsnNode instruction : method.instructions) {
      content.add(instruction.getOpcode());
      switch (instruction) {
        case VarInsnNode n -> content.add(n.var);
        case IincInsnNode n -> content.addAll(List.of(n.var, n.incr));
        case IntInsnNode n -> content.add(n.operand);
        case LdcInsnNode n -> content.add(n.cst);
        case LabelNode n -> content.add(number(n, labels));
        case JumpInsnNode n -> content.add(number(n.label, labels));
        case MethodInsnNode n -> content.addAll(List.of(n.owner, n.name, n.desc));
        case FieldInsnNode n -> content.addAll(List.of(n.owner, n.name, n.desc));
        case TypeInsnNode n -> content.add(n.desc);
        case InsnNode n -> { }
        default -> throw CompilerBug.of("%s has an instruction of another kind: %s", method.name, instruction.getClass());
      }
    }
    return content;
  }

  private static int number(LabelNode label, Map<LabelNode, Integer> labels) {
    return labels.computeIfAbsent(label, l -> labels.size());
  }
}
