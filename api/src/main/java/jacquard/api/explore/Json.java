package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.function.Function;

/// Lists as JSON.
final class Json {
  private Json() {}

  static <T> JsonArray array(Collection<T> items, Function<T, ? extends JsonElement> form) {
    var array = new JsonArray(items.size());
    items.forEach(item -> array.add(form.apply(item)));
    return array;
  }

  static JsonArray strings(Collection<String> items) {
    return array(items, JsonPrimitive::new);
  }

  static JsonArray numbers(Collection<Integer> items) {
    return array(items, JsonPrimitive::new);
  }
}
