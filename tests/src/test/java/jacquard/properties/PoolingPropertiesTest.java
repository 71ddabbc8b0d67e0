package jacquard.properties;

import static jacquard.properties.TensorMath.assertClose;
import static jacquard.properties.TensorMath.random;
import static jacquard.properties.TensorMath.run;
import static jacquard.properties.TensorMath.shifted;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Op;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Window;
import jacquard.testkit.SymbolicFunction;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Properties of pooling.
class PoolingPropertiesTest {
  private static final int TRIES = 20;
  private static final int WIDTH = 12;

  /// As long as nothing is shifted out, in any dimension.
  @Property(tries = TRIES)
  void sumPoolingToOneValueIsTranslationInvariant(@ForAll @IntRange(min = 0, max = 5) int by, @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll @IntRange(min = 0, max = 2) int dimension) {
    int d = 2 + dimension % rank;
    NdArray x = corner(rank);
    List<Integer> spatial = IntStream.range(2, 2 + rank).boxed().toList();
    var whole = Window.of(Collections.nCopies(rank, 8), Collections.nCopies(rank, 1), Collections.nCopies(rank, 0), false);
    for (Op pool : List.of(new ReduceSum(spatial, false), new SumPool(whole), new AvgPool(whole, true))) {
      SymbolicFunction f = (g, in) -> g.add(pool, in.getFirst());
      assertClose(run(f, x), run(f, shifted(x, d, by)));
    }
  }

  /// Windows side by side of extent `size` move on by one where the input moves on by `size`.
  @Property(tries = TRIES)
  void poolingIsEquivariantToShiftsByItsStride(@ForAll @IntRange(min = 1, max = 3) int size) {
    NdArray x = blob();
    var window = Window.of(List.of(1, size), List.of(1, size), List.of(0, 0), false);
    SymbolicFunction pool = (g, in) -> g.add(new AvgPool(window, true), in.getFirst());
    assertClose(shifted(run(pool, x), 1), run(pool, shifted(x, size)));
  }

  @Property(tries = TRIES)
  void aMaximumOfWindowsIsTheMaximumOfMaxima(@ForAll @IntRange(min = 0, max = 100) int seed) {
    NdArray x = random(Shape.of(1, 2, 4, 8), seed);
    SymbolicFunction whole = (g, in) -> g.add(new MaxPool(Window.of(List.of(4, 8), List.of(4, 8), List.of(0, 0), false)), in.getFirst());
    var half = new MaxPool(Window.of(List.of(2, 4), List.of(2, 4), List.of(0, 0), false));
    var rest = new MaxPool(Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false));
    SymbolicFunction twice = (g, in) -> g.add(rest, g.add(half, in.getFirst()));
    assertClose(run(whole, x), run(twice, x));
  }

  /// Extents of 8, numbers where every index is below 3, zeros elsewhere.
  private static NdArray corner(int rank) {
    Shape shape = Shape.of(2, 2);
    for (int d = 0; d < rank; d++) {
      shape = shape.inserted(2, Dim.of(8));
    }
    int[] extents = shape.at(1);
    NdArray numbers = random(shape, rank);
    return TensorMath.filled(shape, i -> IntStream.of(TensorMath.index(i, extents)).skip(2).allMatch(at -> at < 3) ? numbers.get(i) : 0);
  }

  /// Numbers at the left, zeros to the right of them.
  private static NdArray blob() {
    NdArray numbers = random(Shape.of(2, 2, 3, WIDTH), 1);
    return TensorMath.filled(numbers.shape(), i -> i % WIDTH < 6 ? numbers.get(i) : 0);
  }
}
