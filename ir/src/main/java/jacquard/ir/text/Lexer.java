package jacquard.ir.text;

import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;

/// Splits a text into words, hands them out one by one, and reports what does not fit with file, line, column and a caret.
///
/// Line ends and spaces only separate words; `//` starts a comment up to the end of its line. At most 400 brackets are open at a place:
/// readers call themselves for each.
/// Errors   `text/parse`.
public final class Lexer {
  /// The deepest expressions, in the graph's and the attributes' own brackets.
  private static final int MOST_OPEN = 400;
  /// Characters of a line that a message shows.
  private static final int MOST_SHOWN = 160;

  private final String file;
  private final String text;
  private final List<Token> tokens;
  private int position;

  /// `file` names the text in messages.
  public Lexer(String file, String text) {
    this.file = file;
    this.text = text;
    var scanner = new Scanner(this, text);
    var all = new ArrayList<Token>();
    int open = 0;
    do {
      Token token = scanner.next();
      open += token.opens() ? 1 : token.closes() ? -1 : 0;
      if (open > MOST_OPEN) {
        throw problem(token, "brackets nest too deep", "at most " + MOST_OPEN + " brackets open at a place");
      }
      all.add(token);
    } while (all.getLast().kind() != Token.Kind.END);
    this.tokens = all;
  }

  private Lexer(Lexer other) {
    this.file = other.file;
    this.text = other.text;
    this.tokens = other.tokens;
    this.position = other.position;
  }

  /// A second reader of the same text from the same place.
  Lexer fork() {
    return new Lexer(this);
  }

  public Token peek() {
    return peek(0);
  }

  /// The word `ahead` words after the next one.
  public Token peek(int ahead) {
    return tokens.get(Math.min(position + ahead, tokens.size() - 1));
  }

  public Token next() {
    Token token = peek();
    position = Math.min(position + 1, tokens.size() - 1);
    return token;
  }

  /// Takes `symbol` where it stands next.
  public boolean accept(String symbol) {
    boolean found = peek().is(symbol);
    if (found) {
      next();
    }
    return found;
  }

  public boolean acceptName(String name) {
    boolean found = peek().isName(name);
    if (found) {
      next();
    }
    return found;
  }

  public Token expect(String symbol) {
    if (!peek().is(symbol)) {
      throw error("'" + symbol + "'");
    }
    return next();
  }

  public void expectName(String name) {
    if (!acceptName(name)) {
      throw error("'" + name + "'");
    }
  }

  /// The next word as a name; `what` says in a message which name was expected.
  public String name(String what) {
    if (peek().kind() != Token.Kind.NAME) {
      throw error(what);
    }
    return next().text();
  }

  /// A bare or quoted name.
  public String anyName(String what) {
    return peek().kind() == Token.Kind.STRING ? next().text() : name(what);
  }

  public String string(String what) {
    if (peek().kind() != Token.Kind.STRING) {
      throw error(what);
    }
    return next().text();
  }

  public int integer() {
    Token at = peek();
    long value = longInteger();
    if (value != (int) value) {
      throw error(at, "a whole number of 32 bits");
    }
    return (int) value;
  }

  public long longInteger() {
    Token at = peek();
    String sign = accept("-") ? "-" : "";
    if (peek().kind() == Token.Kind.NUMBER) {
      try {
        return Long.parseLong(sign + next().text());
      } catch (NumberFormatException notWhole) {
        throw error(at, "a whole number");
      }
    }
    throw error("a whole number");
  }

  public boolean bool() {
    if (acceptName("true")) {
      return true;
    }
    if (acceptName("false")) {
      return false;
    }
    throw error("'true' or 'false'");
  }

  /// The next word is not what was expected.
  public UserError error(String expected) {
    return error(peek(), expected);
  }

  public UserError error(Token at, String expected) {
    return builder("found " + at.shown(), at.offset(), at.line(), at.column()).got("%s", at.shown()).expected("%s", expected).build();
  }

  /// What stands at `at` is well formed but wrong: `problem` says why, `expected` what would do.
  public UserError problem(Token at, String problem, String expected) {
    return builder(problem, at.offset(), at.line(), at.column()).got("%s", at.shown()).expected("%s", expected).build();
  }

  UserError.Builder builder(String problem, int offset, int line, int column) {
    int from = text.lastIndexOf('\n', offset - 1) + 1;
    int to = text.indexOf('\n', offset);
    String shown = text.substring(from, to < 0 ? text.length() : to);
    int caret = column - 1;
    if (shown.length() > MOST_SHOWN) {
      int first = Math.clamp(caret - MOST_SHOWN / 2, 0, shown.length() - MOST_SHOWN);
      String cut = shown.substring(first, first + MOST_SHOWN);
      shown = (first > 0 ? "…" : "") + cut + (first + MOST_SHOWN < shown.length() ? "…" : "");
      caret = caret - first + (first > 0 ? 1 : 0);
    }
    String indent = " ".repeat(14);
    return UserError.of("text/parse").problem("the text does not parse: %s", problem)
        .where("%s:%d:%d%n%s%s%n%s%s^", file, line, column, indent, shown, indent, " ".repeat(caret));
  }
}
