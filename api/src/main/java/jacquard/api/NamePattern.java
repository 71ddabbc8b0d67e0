package jacquard.api;

import java.util.regex.Pattern;

/// A pattern of parameter names: `*` stands for any characters, `?` for one, everything else for itself.
record NamePattern(String text) {
  boolean matches(String name) {
    String regex = Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.matches(regex, name);
  }
}
