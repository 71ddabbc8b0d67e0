package jacquard.compiler.verify;

import java.util.List;

/// A broken invariant: the line of the listing it belongs to, counted from 0, the rule and what is wrong.
record Violation(int line, String rule, String message) {
  /// `reads up to element 40 of 32 [bounds]`.
  @Override
  public String toString() {
    return message + " [" + rule + "]";
  }

  /// `text` with the problems under the lines they belong to, as comments, so that it still parses.
  static String annotated(String text, List<Violation> problems) {
    var annotated = new StringBuilder();
    List<String> lines = text.lines().toList();
    for (int l = 0; l < lines.size(); l++) {
      int line = l;
      annotated.append(lines.get(l)).append('\n');
      problems.stream().filter(p -> p.line == line).forEach(p -> annotated.append("  // error: ").append(p).append('\n'));
    }
    return annotated.toString();
  }
}
