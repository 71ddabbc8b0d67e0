package jacquard.ir.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Dim;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IndexRangeTest {
  private static final List<Axis> AXES = List.of(new Axis("n", Dim.BATCH), Axis.of("h", 5), Axis.of("r", 3));
  private static final IndexExpr N = IndexExpr.var(0);
  private static final IndexExpr H = IndexExpr.var(1);
  private static final IndexExpr R = IndexExpr.var(2);

  @Test
  void aWindowStaysInsideWithoutPaddingOnly() {
    assertTrue(IndexRange.inside(H.plus(R), AXES, Dim.of(7)));
    assertFalse(IndexRange.inside(H.plus(R), AXES, Dim.of(6)));
    assertFalse(IndexRange.inside(H.plus(R).plus(-1), AXES, Dim.of(7)));
  }

  @Test
  void theBatchAxisFitsTheBatchDimensionAndNoFixedOne() {
    assertTrue(IndexRange.inside(N, AXES, Dim.BATCH));
    assertTrue(IndexRange.inside(N, AXES, new Dim(2, true)));
    assertTrue(IndexRange.inside(N.times(5).plus(H), AXES, new Dim(5, true)));
    assertFalse(IndexRange.inside(N.plus(1), AXES, Dim.BATCH));
    assertFalse(IndexRange.inside(N, AXES, Dim.of(1000)));
    assertTrue(IndexRange.inside(N.times(5).plus(H).floorDiv(5), AXES, Dim.BATCH));
    assertTrue(IndexRange.inside(N.mod(4), AXES, Dim.of(4)));
    assertTrue(IndexRange.inside(N.clamp(0, 9), AXES, Dim.of(10)));
  }

  @Test
  void divisionAndRemainderOfOneFunctionGiveItBack() {
    assertTrue(IndexRange.inside(H.floorDiv(2).times(2).plus(H.mod(2)), AXES, Dim.of(5)));
    assertEquals("[0, 5N)", text(IndexRange.of(N.times(5).plus(H), AXES)));
  }

  private static String text(IndexRange range) {
    return "[" + range.lo() + ", " + range.hi() + ")";
  }

  @Property(tries = 500)
  void everyValueLiesBetweenTheBounds(@ForAll("expressions") IndexExpr expr) {
    IndexRange range = IndexRange.of(expr, AXES);
    for (int batch = 1; batch <= 4; batch++) {
      for (int point = 0; point < batch * 15; point++) {
        int[] at = {point / 15, point / 3 % 5, point % 3};
        int value = expr.at(a -> at[a]);
        assertTrue(range.lo().at(batch) <= value && value < range.hi().at(batch), expr + " = " + value + " outside " + text(range));
      }
    }
  }

  @Provide
  Arbitrary<IndexExpr> expressions() {
    Arbitrary<IndexExpr> leaf = Arbitraries.of(N, H, R);
    return Arbitraries.lazyOf(() -> leaf, () -> Arbitraries.lazyOf(() -> leaf, this::compound, this::compound));
  }

  private Arbitrary<IndexExpr> compound() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 6);
    Arbitrary<Integer> factor = Arbitraries.integers().between(-4, 4);
    return Arbitraries.integers().between(0, 3).flatMap(kind -> expressions().flatMap(a -> switch (kind) {
      case 0 -> expressions().flatMap(b -> factor.map(f -> a.times(f).plus(b).plus(f)));
      case 1 -> small.map(a::floorDiv);
      case 2 -> small.map(a::mod);
      default -> factor.flatMap(lo -> small.map(size -> a.clamp(lo, lo + size)));
    }));
  }
}
