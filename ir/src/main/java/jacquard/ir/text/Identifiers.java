package jacquard.ir.text;

import java.util.HexFormat;

/// How names and strings are written: simple identifiers bare, everything else in double quotes.
public final class Identifiers {
  private Identifiers() {}

  /// `name` itself where it is a letter or `_` followed by letters, digits, `_` and `.`; quoted otherwise.
  public static String text(String name) {
    return isSimple(name) ? name : quoted(name);
  }

  public static boolean isSimple(String name) {
    return !name.isEmpty() && startsName(name.charAt(0)) && name.chars().allMatch(c -> continuesName((char) c));
  }

  static boolean startsName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  static boolean continuesName(char c) {
    return startsName(c) || isDigit(c) || c == '.';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// In double quotes, with the escapes of JSON.
  public static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
