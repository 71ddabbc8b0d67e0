package jacquard.docs;

import java.util.ArrayList;
import java.util.List;

/// A fenced block of a page: the words after the opening fence, the line they stand on, and the text in between.
record Fence(String language, int line, String text) {
  private static final String MARK = "```";

  static List<Fence> of(String markdown) {
    var fences = new ArrayList<Fence>();
    var text = new StringBuilder();
    String language = "";
    int begin = 0;
    int number = 0;
    for (String line : markdown.lines().toList()) {
      number++;
      boolean mark = line.strip().startsWith(MARK);
      if (mark && begin > 0) {
        fences.add(new Fence(language, begin, text.toString()));
        text.setLength(0);
        begin = 0;
      } else if (mark) {
        language = line.strip().substring(MARK.length()).strip();
        begin = number;
      } else if (begin > 0) {
        text.append(line).append('\n');
      }
    }
    return fences;
  }
}
