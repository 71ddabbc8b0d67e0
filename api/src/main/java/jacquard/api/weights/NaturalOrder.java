package jacquard.api.weights;

import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The order of names in which numbers count by value: `2.weight` before `10.weight`.
enum NaturalOrder implements Comparator<String> {
  INSTANCE;

  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  @Override
  public int compare(String a, String b) {
    List<String> left = parts(a);
    List<String> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = part(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return left.size() != right.size() ? Integer.compare(left.size(), right.size()) : a.compareTo(b);
  }

  private static List<String> parts(String name) {
    return PART.matcher(name).results().map(MatchResult::group).toList();
  }

  private static int part(String a, String b) {
    if (!Character.isDigit(a.charAt(0)) || !Character.isDigit(b.charAt(0))) {
      return a.compareTo(b);
    }
    String left = a.replaceFirst("^0+(?=.)", "");
    String right = b.replaceFirst("^0+(?=.)", "");
    return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
  }
}
