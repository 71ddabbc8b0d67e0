package jacquard.api.check;

import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents that a tensor is reshaped to.
public final class MeantExtents {
  private MeantExtents() {}

  /// `error` with what was meant by an extent of -1, which other libraries work out from the `size` elements there are.
  public static UserError.Builder explained(UserError.Builder error, int[] extents, long size) {
    long others = Arrays.stream(extents).filter(e -> e != -1).asLongStream().reduce(1, (a, b) -> a * b);
    boolean one = Arrays.stream(extents).filter(e -> e == -1).count() == 1;
    if (!one || others < 1 || size % others != 0) {
      return error.expected("at least 1 in each dimension");
    }
    String meant = Arrays.stream(extents).mapToObj(e -> String.valueOf(e == -1 ? size / others : e)).collect(Collectors.joining(", "));
    return error.expected("at least 1 in each dimension: no extent is worked out from the others").fix("reshape(%s)", meant);
  }
}
