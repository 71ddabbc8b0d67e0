package jacquard.ir;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Which of the known names a misspelt one probably means.
public final class Spelling {
  private Spelling() {}

  /// The name with the fewest letters to change, if they are less than half of it; letters may differ in case for nothing.
  public static Optional<String> nearest(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt((String name) -> distance(lower, name.toLowerCase(Locale.ROOT))).thenComparing(n -> n))
        .filter(name -> 2 * distance(lower, name.toLowerCase(Locale.ROOT)) < name.length());
  }

  /// The number of letters to insert, delete or change. Source: Wagner & Fischer 1974, "The string-to-string correction problem".
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
