package jacquard.ir.text;

import java.util.List;
import java.util.Map;

/// Writes JSON: maps, lists, strings, numbers, booleans. The outer levels go on lines of their own, so that texts diff line by line.
final class JsonWriter {
  /// Members of the outermost object, and items of its lists.
  private static final int LEVELS_ON_LINES = 2;

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /// `value`: a `Map` (keys in its order), a `List`, or what a JSON scalar can hold; numbers that are none become strings.
  static String write(Object value) {
    var writer = new JsonWriter();
    writer.value(value, 0);
    return writer.out.append('\n').toString();
  }

  private void value(Object value, int level) {
    switch (value) {
      case Map<?, ?> map -> {
        out.append('{');
        String between = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(between);
          between = ",";
          newLine(level + 1);
          out.append(Identifiers.quoted(String.valueOf(entry.getKey()))).append(": ");
          value(entry.getValue(), level + 1);
        }
        end(map.isEmpty(), level, '}');
      }
      case List<?> list -> {
        out.append('[');
        String between = "";
        for (Object item : list) {
          out.append(between);
          between = ",";
          newLine(level + 1);
          value(item, level + 1);
        }
        end(list.isEmpty(), level, ']');
      }
      case Boolean b -> out.append(b);
      case Integer i -> out.append(i);
      case Long l -> out.append(l);
      case Double d -> out.append(Double.isFinite(d) ? Numbers.text(d) : Identifiers.quoted(Numbers.text(d)));
      default -> out.append(Identifiers.quoted(value.toString()));
    }
  }

  private void newLine(int level) {
    if (level <= LEVELS_ON_LINES) {
      out.append('\n').append("  ".repeat(level));
    } else if (out.charAt(out.length() - 1) == ',') {
      out.append(' ');
    }
  }

  private void end(boolean empty, int level, char bracket) {
    if (!empty && level < LEVELS_ON_LINES) {
      newLine(level);
    }
    out.append(bracket);
  }
}
