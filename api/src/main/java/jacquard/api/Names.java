package jacquard.api;

import java.util.regex.Pattern;

/// The names of models and layers, as files, texts and pictures can carry them.
final class Names {
  static final String RULE = "a letter, then letters, digits, '_', '-' or '.'";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
