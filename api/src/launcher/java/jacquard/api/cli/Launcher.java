package jacquard.api.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of the runnable jar: starts {@code Main}, or says in a sentence that this Java is too old for it.
 *
 * <p>Compiled for Java 8, so that an older JVM gets as far as the sentence and not an UnsupportedClassVersionError. It uses nothing
 * that is newer, and none of the other classes but by name.
 */
public final class Launcher {
  private static final int NEEDED = 25;

  private Launcher() {}

  public static void main(String[] args) throws Throwable {
    String version = System.getProperty("java.specification.version", "");
    if (feature(version) < NEEDED) {
      System.err.println("Jacquard needs Java " + NEEDED + " or newer, and this is Java " + version + " at "
          + System.getProperty("java.home") + "; run it with the java of a JDK " + NEEDED + ".");
      System.exit(1);
    }
    try {
      Class.forName("jacquard.api.cli.Main").getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** 8 for "1.8", 17 for "17". */
  private static int feature(String version) {
    String number = version.startsWith("1.") ? version.substring(2) : version;
    int end = 0;
    while (end < number.length() && number.charAt(end) >= '0' && number.charAt(end) <= '9') {
      end++;
    }
    return end == 0 ? NEEDED : Integer.parseInt(number.substring(0, end));
  }
}
