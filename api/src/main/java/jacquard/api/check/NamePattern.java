package jacquard.api.check;

import java.util.regex.Pattern;

/// A pattern of parameter names: `*` stands for any characters, `?` for one, everything else for itself.
public record NamePattern(String text) {
  public boolean matches(String name) {
    String regex = Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.matches(regex, name);
  }
}
