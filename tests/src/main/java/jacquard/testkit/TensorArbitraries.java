package jacquard.testkit;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.List;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Shapes, and arrays of numbers for them.
public final class TensorArbitraries {
  private static final double GAP = 0.05;

  private TensorArbitraries() {}

  /// Shapes of `minRank` to `maxRank` dimensions, each extent 1 to `largest`; they shrink to fewer and smaller dimensions.
  public static Arbitrary<Shape> shapes(int minRank, int maxRank, int largest) {
    return Arbitraries.integers().between(1, largest).list().ofMinSize(minRank).ofMaxSize(maxRank)
        .map(extents -> Shape.of(extents.stream().mapToInt(Integer::intValue).toArray()));
  }

  /// `[C, spatial…]` with 1 to 3 spatial dimensions.
  public static Arbitrary<Shape> images(int largest) {
    return shapes(2, 4, largest);
  }

  /// Numbers of 0.3 to 1.5 in size, either sign: away from the kinks at 0.
  public static Arbitrary<NdArray> tensors(TensorType type) {
    return drawn(type, (random, i) -> {
      double u = random.uniform(i);
      return Math.copySign(0.3 + 1.2 * Math.abs(2 * u - 1), u - 0.5);
    });
  }

  /// Numbers of 0.5 to 2, for logarithms and roots.
  public static Arbitrary<NdArray> positive(TensorType type) {
    return drawn(type, (random, i) -> 0.5 + 1.5 * random.uniform(i));
  }

  /// Numbers no two of which are closer than 0.05, so that no maximum changes places in a difference quotient.
  public static Arbitrary<NdArray> distinct(TensorType type) {
    int size = Math.toIntExact(type.shape().size());
    List<Integer> ranks = java.util.stream.IntStream.range(0, size).boxed().toList();
    return Arbitraries.shuffle(ranks).map(order -> {
      NdArray array = NdArray.zeros(type);
      for (int i = 0; i < size; i++) {
        array.set(i, GAP * (order.get(i) - size / 2) + 0.01);
      }
      return array;
    });
  }

  private static Arbitrary<NdArray> drawn(TensorType type, BiFunction<Philox, Integer, Double> element) {
    return Arbitraries.longs().between(0, Integer.MAX_VALUE).map(seed -> {
      NdArray array = NdArray.zeros(type);
      var random = new Philox(seed, 0, 0);
      for (int i = 0; i < array.size(); i++) {
        array.set(i, element.apply(random, i));
      }
      return array;
    });
  }
}
