package jacquard.compiler.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.step.StepValue;
import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LanePackingTest {
  @Test
  void whatLanesWouldGatherOftenIsPacked() {
    LanePacking.Result packed = alongPixels(64);
    assertEquals(1, packed.copies().size());
    assertEquals("f32[32,64,5]", packed.copies().getFirst().target().type().toString());
  }

  /// V-Net's first windows would be copied for each of 2^20 voxels.
  @Test
  void aCopyThatNoArrayHoldsIsNotMade() {
    assertEquals(0, alongPixels(1 << 20).copies().size());
  }

  /// `y[o, p] = Σ_c,r x[c, p + r]`, lanes along the pixels, of values with blocks of channels.
  private static LanePacking.Result alongPixels(int pixels) {
    var axes = List.of(Axis.of("o", 16), Axis.of("c", 32), Axis.of("p", pixels), Axis.of("r", 5));
    var read = Access.of(0, IndexExpr.var(1), IndexExpr.var(2).plus(IndexExpr.var(3)));
    var sum = new Structure(axes, List.of(read), List.of(IndexExpr.var(0), IndexExpr.var(2)), Combine.SUM, Scalar.read(0));
    StepValue x = StepValue.temporary("x", TensorType.f32(32, pixels + 4), Layout.plain(2).blocked(0, 16));
    return LanePacking.of(sum, List.of(x), Layout.plain(2).blocked(1, 16));
  }
}
