package jacquard.testkit;

import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.BinaryOp;
import jacquard.ir.op.elementwise.UnaryOp;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Generators of elementwise ops that take any number, from the sealed families themselves. Numeric attributes are 0.5, 1, 1.5 …
final class AnyElementwise {
  private AnyElementwise() {}

  static List<OpGenerator> generators() {
    var generators = new ArrayList<OpGenerator>();
    for (Class<? extends Op> op : records(UnaryOp.class)) {
      Op instance = instance(op);
      if (instance != null) {
        generators.add(new OpGenerator(op, Types.rankAtLeast(0), (net, x, c) -> net.add(instance, x)));
      }
    }
    for (Class<? extends Op> op : records(BinaryOp.class)) {
      Op instance = instance(op);
      if (instance != null) {
        generators.add(new OpGenerator(op, Types.rankAtLeast(0), (net, x, c) -> net.add(instance, x, net.like(x, c))));
      }
    }
    return generators;
  }

  private static List<Class<? extends Op>> records(Class<? extends Op> family) {
    var records = new ArrayList<Class<? extends Op>>();
    for (Class<?> member : family.getPermittedSubclasses()) {
      if (member.isRecord()) {
        records.add(member.asSubclass(Op.class));
      } else {
        records.addAll(records(member.asSubclass(Op.class)));
      }
    }
    return records;
  }

  /// The op with plain attributes, or null where they need thought, and so a line in the table.
  private static @Nullable Op instance(Class<? extends Op> op) {
    RecordComponent[] components = op.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      if (components[i].getType() == double.class) {
        values[i] = 0.5 * (i + 1);
      } else if (components[i].getType() == boolean.class) {
        values[i] = false;
      } else {
        return null;
      }
    }
    try {
      Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return op.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException refused) {
      return null;
    }
  }
}
