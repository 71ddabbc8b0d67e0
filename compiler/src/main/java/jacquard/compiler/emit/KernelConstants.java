package jacquard.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The integers that the code of a nest reads from its kernel's array, in the order in which they are written about: extents and strides of
/// outer loops. The code is the same for all nests that differ in these alone, so that its machine code is made once.
///
/// A slot stands for a place in the code, never for a value, so that equal values make no difference between two nests.
final class KernelConstants {
  private final List<Integer> values = new ArrayList<>();

  /// Pushes `value`, read from the array in local `array`.
  void push(MethodVisitor mv, int array, int value) {
    mv.visitVarInsn(Opcodes.ALOAD, array);
    Code.push(mv, values.size());
    mv.visitInsn(Opcodes.IALOAD);
    values.add(value);
  }

  int[] values() {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
