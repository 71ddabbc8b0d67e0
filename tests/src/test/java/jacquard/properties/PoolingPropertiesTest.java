package jacquard.properties;

import static jacquard.properties.Tensors.assertClose;
import static jacquard.properties.Tensors.random;
import static jacquard.properties.Tensors.run;
import static jacquard.properties.Tensors.shifted;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.op.AvgPool;
import jacquard.ir.op.MaxPool;
import jacquard.ir.op.ReduceSum;
import jacquard.ir.op.Window;
import jacquard.testkit.SymbolicFunction;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Properties of pooling.
class PoolingPropertiesTest {
  private static final int TRIES = 20;
  private static final int WIDTH = 12;

  /// As long as nothing is shifted out.
  @Property(tries = TRIES)
  void sumPoolingToOneValueIsTranslationInvariant(@ForAll @IntRange(min = 0, max = 5) int by) {
    NdArray x = blob();
    SymbolicFunction sum = (g, in) -> g.add(new ReduceSum(List.of(2, 3), false), in.getFirst());
    assertClose(run(sum, x), run(sum, shifted(x, by)));
    var whole = Window.of(List.of(3, WIDTH), List.of(1, 1), List.of(0, 0), false);
    SymbolicFunction mean = (g, in) -> g.add(new AvgPool(whole, true), in.getFirst());
    assertClose(run(mean, x), run(mean, shifted(x, by)));
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

  /// Numbers at the left, zeros to the right of them.
  private static NdArray blob() {
    NdArray numbers = random(Shape.of(2, 2, 3, WIDTH), 1);
    return Tensors.filled(numbers.shape(), i -> i % WIDTH < 6 ? numbers.get(i) : 0);
  }
}
