package jacquard.compiler.emit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Local variables of one method. A slot given back is taken again for the same type only, so that stack map frames never have to
/// merge two types in one slot.
public final class LocalAllocator {
  private final Map<Type, Deque<Integer>> free = new HashMap<>();
  private final Map<Integer, Type> taken = new HashMap<>();
  private int next;

  /// `first` is the first slot after the parameters.
  public LocalAllocator(int first) {
    next = first;
  }

  /// A slot for a value of type `type`.
  public int take(Type type) {
    Deque<Integer> sameType = free.get(type);
    int local = sameType == null || sameType.isEmpty() ? next : sameType.pop();
    if (local == next) {
      next += type.getSize();
    }
    taken.put(local, type);
    return local;
  }

  /// Gives a slot back; its value is dead.
  public void give(int local) {
    Type type = taken.remove(local);
    if (type == null) {
      throw new IllegalStateException("local " + local + " is not taken");
    }
    free.computeIfAbsent(type, t -> new ArrayDeque<>()).push(local);
  }

  public void load(MethodVisitor mv, int local) {
    mv.visitVarInsn(typeOf(local).getOpcode(Opcodes.ILOAD), local);
  }

  public void store(MethodVisitor mv, int local) {
    mv.visitVarInsn(typeOf(local).getOpcode(Opcodes.ISTORE), local);
  }

  /// The type a taken slot holds.
  public Type typeOf(int local) {
    Type type = taken.get(local);
    if (type == null) {
      throw new IllegalStateException("local " + local + " is not taken");
    }
    return type;
  }

  /// One more than the highest slot ever used.
  public int size() {
    return next;
  }
}
