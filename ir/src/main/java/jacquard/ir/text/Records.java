package jacquard.ir.text;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Records by reflection: components in order, values, and new instances through the canonical constructor.
final class Records {
  private Records() {}

  /// Component name to value, in order.
  static Map<String, Object> values(Object instance) {
    var values = new LinkedHashMap<String, Object>();
    for (RecordComponent component : instance.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(instance));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(instance.getClass() + " hides its component " + component.getName(), e);
      }
    }
    return values;
  }

  /// An instance of `type`; what its constructor rejects is thrown as the constructor threw it.
  static Object create(Class<?> type, Object[] values) {
    try {
      Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException rejected) {
        throw rejected;
      }
      throw new IllegalStateException("the constructor of " + type + " failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no accessible canonical constructor", e);
    }
  }
}
