package jacquard.ir.op.pooling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveWindowTest {
  /// The longest of the windows `[⌊p·H/P⌋, ⌈(p+1)·H/P⌉)`, one by one.
  private static int longest(int extent, int size) {
    int longest = 0;
    for (int p = 0; p < size; p++) {
      longest = Math.max(longest, Math.ceilDiv((p + 1) * extent, size) - p * extent / size);
    }
    return longest;
  }

  @Test
  void theLongestWindowIsFoundWithoutLookingAtEach() {
    for (int extent = 1; extent <= 24; extent++) {
      for (int size = 1; size <= 24; size++) {
        var window = new AdaptiveWindow(List.of(size), Shape.of(1, 1, extent));
        assertEquals(longest(extent, size), window.axes().getLast().extent().count(), extent + " to " + size);
      }
    }
  }

  /// A thousand million windows were counted one by one.
  @Test
  void sizesBeyond32BitsAreRefused() {
    var g = new GraphBuilder("g");
    var x = g.input("x", new TensorType(DType.F32, Shape.of(1, 2, 65_536)));
    assertThrows(UserError.class, () -> g.add(new AdaptiveMaxPool(List.of(1 << 30)), x));
  }
}
