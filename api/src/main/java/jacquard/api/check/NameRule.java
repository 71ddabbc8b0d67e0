package jacquard.api.check;

import java.util.List;
import java.util.regex.Pattern;

/// The names of models and layers, as files, texts and pictures can carry them.
public final class NameRule {
  public static final String RULE = "a letter, then letters, digits, '_', '-' or '.'";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  private static final int MESSAGE_NAMES = 12;

  private NameRule() {}

  /// The names for a message, which long lists would drown.
  public static String few(List<String> names) {
    return names.size() <= MESSAGE_NAMES ? names.toString()
        : names.subList(0, MESSAGE_NAMES) + " and " + (names.size() - MESSAGE_NAMES) + " more";
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
