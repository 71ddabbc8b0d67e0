package jacquard.ir.planted;

import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Map;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Ops with one attribute off by one, by a hundredth, or false for true; also those that no operands fit.
final class AttributeErrors {
  private AttributeErrors() {}

  static List<Change<Op>> of(Op op) {
    if (op instanceof Generic || op instanceof Map) {
      return List.of();
    }
    return ofRecord((Record) op).stream().map(c -> new Change<>(c.kind(), op.mnemonic() + " " + c.text(), (Op) c.value())).toList();
  }

  private static List<Change<Record>> ofRecord(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    var all = new ArrayList<Change<Record>>();
    for (int k = 0; k < components.length; k++) {
      for (Change<Object> changed : values(value(record, components[k]))) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = i == k ? changed.value() : value(record, components[i]);
        }
        String text = components[k].getName() + " " + changed.text();
        made(record, components, values).ifPresent(other -> all.add(new Change<>(changed.kind(), text, other)));
      }
    }
    return all;
  }

  private static List<Change<Object>> values(Object value) {
    return switch (value) {
      case Integer i -> List.of(change(Kind.STRIDE, i, i + 1), change(Kind.STRIDE, i, i - 1));
      case Double d -> List.of(change(Kind.FACTOR, d, ScalarErrors.OFF * d + (d == 0 ? 1 : 0)));
      case Boolean b -> List.of(change(Kind.MASK, b, !b));
      case Enum<?> e -> {
        Object[] constants = e.getDeclaringClass().getEnumConstants();
        yield List.of(change(Kind.MASK, e, constants[(e.ordinal() + 1) % constants.length]));
      }
      case List<?> list -> elements(list);
      case Record r when r.getClass().getPackageName().equals(Op.class.getPackageName()) ->
          ofRecord(r).stream().map(c -> new Change<Object>(c.kind(), c.text(), c.value())).toList();
      default -> List.of();
    };
  }

  private static List<Change<Object>> elements(List<?> list) {
    var all = new ArrayList<Change<Object>>();
    for (int i = 0; i < list.size(); i++) {
      for (Change<Object> element : values(list.get(i))) {
        var copy = new ArrayList<Object>(list);
        copy.set(i, element.value());
        all.add(change(element.kind(), list, copy));
      }
    }
    return all;
  }

  private static Change<Object> change(Kind kind, Object from, Object to) {
    return new Change<>(kind, from + " -> " + to, to);
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Empty where the record takes no such value.
  private static java.util.Optional<Record> made(Record like, RecordComponent[] components, Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      var constructor = like.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return java.util.Optional.of(constructor.newInstance(values));
    } catch (java.lang.reflect.InvocationTargetException refused) {
      return java.util.Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
