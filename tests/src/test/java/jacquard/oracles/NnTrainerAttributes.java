package jacquard.oracles;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The attributes of a layer, `filters=3 kernel=2x2 padding=same`; each must be asked for.
final class NnTrainerAttributes {
  private final String text;
  private final Map<String, String> left = new LinkedHashMap<>();

  /// What stands in parentheses or after a semicolon is a remark.
  NnTrainerAttributes(String text) {
    this.text = text;
    for (String word : text.replaceAll("\\([^)]*\\)|;.*", "").strip().split("\\s+")) {
      if (!word.isEmpty()) {
        String[] parts = word.split("=", 2);
        left.put(parts[0], parts.length == 2 ? parts[1] : "");
      }
    }
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  String text(String name) {
    String value = left.remove(name);
    if (value == null) {
      throw new IllegalArgumentException("no attribute '" + name + "' in '" + text + "'");
    }
    return value;
  }

  void flag(String name) {
    if (!text(name).isEmpty()) {
      throw new IllegalArgumentException(name + " has a value in '" + text + "'");
    }
  }

  int integer(String name) {
    return Integer.parseInt(text(name));
  }

  double number(String name) {
    return Double.parseDouble(text(name));
  }

  /// `2x3`.
  int[] extents(String name) {
    return integers(text(name), "x");
  }

  /// Dimensions `1,3` counted with the batch, as dimensions of one example; a leading 0, the batch itself, is left out.
  int[] perExample(String name) {
    return Arrays.stream(integers(text(name), ",")).filter(d -> d > 0).map(d -> d - 1).toArray();
  }

  private static int[] integers(String list, String separator) {
    return Arrays.stream(list.split(separator)).mapToInt(Integer::parseInt).toArray();
  }

  void requireNoneLeft() {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("attributes " + left + " of '" + text + "' are unknown");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
