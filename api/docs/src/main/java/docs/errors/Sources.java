package docs.errors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of the entries: what stands in the parentheses of each `ErrorExample.of(…)`.
public record Sources(Path root) {
  private static final String ARROW = "() ->";
  private static final Pattern ENTRY = Pattern.compile("static final ErrorExample (\\w+) = ErrorExample\\.of\\(");

  /// Field to the code of its arguments, at the margin and without `() ->`.
  Map<String, List<String>> mistakes(Class<?> chapter) throws IOException {
    String text = Files.readString(root.resolve(chapter.getName().replace('.', '/') + ".java"));
    var found = new LinkedHashMap<String, List<String>>();
    for (Matcher m = ENTRY.matcher(text); m.find();) {
      found.put(m.group(1), arguments(text, m.end()).stream().map(Sources::shown).toList());
    }
    return found;
  }

  /// The arguments from just after the opening parenthesis on. What stands in strings, characters and comments does not count.
  private static List<String> arguments(String text, int from) {
    List<String> arguments = new ArrayList<>();
    int begin = from;
    int depth = 0;
    for (int i = from;; i++) {
      char c = text.charAt(i);
      if (text.startsWith("//", i)) {
        i = text.indexOf('\n', i);
      } else if (c == '"' || c == '\'') {
        i = endOfLiteral(text, i);
      } else if (c == '(' || c == '{' || c == '[') {
        depth++;
      } else if (depth > 0 && (c == ')' || c == '}' || c == ']')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        arguments.add(text.substring(begin, i));
        begin = i + 1;
        if (c == ')') {
          return arguments;
        }
      }
    }
  }

  private static int endOfLiteral(String text, int open) {
    if (text.startsWith("\"\"\"", open)) {
      return text.indexOf("\"\"\"", open + 3) + 2;
    }
    int i = open + 1;
    while (text.charAt(i) != text.charAt(open)) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  /// At the margin; a lambda without its arrow, a block without its braces.
  private static String shown(String argument) {
    String text = argument.stripTrailing();
    String code = text.strip();
    if (!code.startsWith(ARROW)) {
      return code;
    }
    int margin = text.indexOf(ARROW) - 1 - text.lastIndexOf('\n', text.indexOf(ARROW));
    String body = code.substring(ARROW.length()).strip();
    if (body.startsWith("{")) {
      return body.substring(1, body.length() - 1).stripTrailing().replaceFirst("^\\R", "").stripIndent().strip();
    }
    return body.replaceAll("(?m)^ {1," + Math.max(1, margin) + "}", "");
  }
}
