package jacquard.ir.text;

import java.util.List;

/// Finds the words of a text from left to right.
final class Scanner {
  /// Longer symbols first, so that the longest match wins.
  private static final List<String> SYMBOLS = List.of("==", "!=", "<=", ">=", "&&", "||", "->", "(", ")", "[", "]", "{", "}", ",", ":",
      "=", "<", ">", "+", "-", "*", "/", "%", "$", "@", "?", "|", "!", ";");

  private final Lexer lexer;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  Scanner(Lexer lexer, String text) {
    this.lexer = lexer;
    this.text = text;
  }

  Token next() {
    skipBlanks();
    if (at == text.length()) {
      return token(Token.Kind.END, "", at);
    }
    char c = text.charAt(at);
    if (Identifiers.startsName(c)) {
      return run(Token.Kind.NAME, endOfName(at));
    }
    if (Identifiers.isDigit(c)) {
      return run(Token.Kind.NUMBER, endOfNumber());
    }
    if (c == '"') {
      return quoted();
    }
    if (c == '#') {
      int start = at++;
      int end = at;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
        end++;
      }
      at = end;
      return token(Token.Kind.HASH, text.substring(start + 1, end), start);
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        return run(Token.Kind.SYMBOL, at + symbol.length());
      }
    }
    throw lexer.builder("this character has no meaning", at, line, at - lineStart + 1).got("'%s'", c)
        .expected("a name, a number, a string or an operator").build();
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
        continue;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
      at++;
    }
  }

  private int endOfName(int from) {
    int end = from;
    while (end < text.length() && Identifiers.continuesName(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int endOfNumber() {
    int end = digits(at);
    if (end + 1 < text.length() && text.charAt(end) == '.' && Identifiers.isDigit(text.charAt(end + 1))) {
      end = digits(end + 1);
    }
    if (end < text.length() && (text.charAt(end) == 'E' || text.charAt(end) == 'e')) {
      int sign = end + 1 < text.length() && (text.charAt(end + 1) == '-' || text.charAt(end + 1) == '+') ? 1 : 0;
      int exponent = digits(end + 1 + sign);
      end = exponent > end + 1 + sign ? exponent : end;
    }
    return end;
  }

  private int digits(int from) {
    int end = from;
    while (end < text.length() && Identifiers.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private Token quoted() {
    int start = at++;
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    if (at == text.length() || text.charAt(at) != '"') {
      throw lexer.builder("a string does not end on its line", start, line, start - lineStart + 1).expected("'\"'").build();
    }
    at++;
    return token(Token.Kind.STRING, value.toString(), start);
  }

  private char escaped() {
    int start = at - 1;
    char c = at < text.length() ? text.charAt(at++) : ' ';
    switch (c) {
      case '"', '\\', '/' -> {
        return c;
      }
      case 'n' -> {
        return '\n';
      }
      case 'r' -> {
        return '\r';
      }
      case 't' -> {
        return '\t';
      }
      case 'u' -> {
        int end = Math.min(at + 4, text.length());
        String digits = text.substring(at, end);
        if (digits.matches("[0-9a-fA-F]{4}")) {
          at = end;
          return (char) Integer.parseInt(digits, 16);
        }
      }
      default -> { }
    }
    throw lexer.builder("a string holds an escape without meaning", start, line, start - lineStart + 1)
        .expected("one of \\\" \\\\ \\/ \\n \\r \\t \\uXXXX").build();
  }

  private Token run(Token.Kind kind, int end) {
    int start = at;
    at = end;
    return token(kind, text.substring(start, end), start);
  }

  private Token token(Token.Kind kind, String value, int start) {
    return new Token(kind, value, start, line, start - lineStart + 1);
  }
}
