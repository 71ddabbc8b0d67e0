package jacquard.api.check;

import java.util.List;
import java.util.stream.Collectors;

/// How layers are written in one line, after the lecture notes: `conv(11, 96, s4)`, `pool(3, 2)`.
public final class Notation {
  private Notation() {}

  /// `5` where all extents are equal, else `5x3`.
  public static String extents(List<Integer> extents) {
    return extents.stream().distinct().count() == 1 ? extents.getFirst().toString()
        : extents.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /// `2` where the value is whole, else `2.5`.
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
  }

  /// `, s2`; nothing where every value is the default.
  public static String option(String letter, List<Integer> values, int usual) {
    return values.stream().allMatch(v -> v == usual) ? "" : ", " + letter + extents(values);
  }
}
