package jacquard.api.check;

/// Numbers of things in messages.
public final class Plural {
  private Plural() {}

  /// `1 argument`, `2 arguments`.
  public static String of(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
