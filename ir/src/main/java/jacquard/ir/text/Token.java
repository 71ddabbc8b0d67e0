package jacquard.ir.text;

/// One word of a text: its kind, its characters and where it stands (line and column from 1, offset from 0).
public record Token(Kind kind, String text, int offset, int line, int column) {
  private static final int MOST_SHOWN = 60;

  /// What the characters are.
  public enum Kind {
    /// A letter or `_`, then letters, digits, `_` and `.`.
    NAME,
    /// Digits, perhaps with a fraction and an exponent; the sign is a symbol of its own.
    NUMBER,
    /// Quoted; `text` holds what the escapes mean.
    STRING,
    /// `#` and hexadecimal digits; `text` holds the digits.
    HASH,
    /// One of the operators and brackets.
    SYMBOL,
    /// After the last word.
    END
  }

  public boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  public boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean opens() {
    return is("(") || is("[") || is("{");
  }

  boolean closes() {
    return is(")") || is("]") || is("}");
  }

  private String cut() {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  /// As an error message shows it.
  public String shown() {
    return switch (kind) {
      case NAME, NUMBER, SYMBOL -> "'" + cut() + "'";
      case STRING -> Identifiers.quoted(cut());
      case HASH -> "'#" + cut() + "'";
      case END -> "the end of the text";
    };
  }
}
