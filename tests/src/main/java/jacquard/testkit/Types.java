package jacquard.testkit;

import jacquard.ir.Dim;
import jacquard.ir.TensorType;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Which operands an op takes, by their type.
public final class Types {
  private Types() {}

  /// Any floating-point value of at least `rank` dimensions.
  public static Predicate<TensorType> rankAtLeast(int rank) {
    return type -> type.dtype().isFloat() && type.rank() >= rank;
  }

  /// A floating-point value with a dimension of fixed extent.
  public static Predicate<TensorType> someFixedAxis() {
    return type -> type.dtype().isFloat() && !fixedAxes(type).isEmpty();
  }

  /// A floating-point value of at least `rank` dimensions, all but the first of them fixed.
  public static Predicate<TensorType> fixedBehindFirst(int rank) {
    return rankAtLeast(rank).and(type -> IntStream.range(1, type.rank()).noneMatch(d -> type.shape().dim(d).perBatch()));
  }

  /// `[N, C, spatial…]` with `lo` to `hi` spatial dimensions.
  public static Predicate<TensorType> image(int lo, int hi) {
    return fixedBehindFirst(2 + lo).and(type -> type.rank() <= 2 + hi);
  }

  static List<Integer> fixedAxes(TensorType type) {
    List<Dim> dims = type.shape().dims();
    return IntStream.range(0, dims.size()).filter(d -> !dims.get(d).perBatch()).boxed().toList();
  }
}
