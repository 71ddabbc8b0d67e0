package jacquard.ir.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.Dim;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IndexSimplifierTest {
  private static final List<Axis> AXES = List.of(new Axis("n", Dim.BATCH), Axis.of("block", 4), Axis.of("lane", 8));
  private static final IndexExpr BLOCK = IndexExpr.var(1);
  private static final IndexExpr LANE = IndexExpr.var(2);
  private static final int BATCH = 3;

  private static IndexExpr simplified(IndexExpr expr) {
    return new IndexSimplifier(AXES).simplify(expr);
  }

  @Test
  void aQuotientOfBlocksNeedsNoLane() {
    IndexExpr channel = BLOCK.times(8).plus(LANE);
    assertEquals(BLOCK, simplified(channel.floorDiv(8)));
    assertEquals(BLOCK.floorDiv(2), simplified(channel.floorDiv(16)));
    assertEquals(BLOCK.plus(-3), simplified(channel.plus(-24).floorDiv(8)));
    assertEquals(BLOCK.plus(1).floorDiv(2).plus(-1), simplified(channel.plus(-8).floorDiv(16)));
    assertEquals(channel.plus(1).floorDiv(16), simplified(channel.plus(1).floorDiv(16)));
  }

  @Property(tries = 500)
  void nothingChangesItsValue(@ForAll("functions") IndexExpr expr) {
    IndexExpr simple = simplified(expr);
    for (int n = 0; n < BATCH; n++) {
      for (int block = 0; block < 4; block++) {
        for (int lane = 0; lane < 8; lane++) {
          int[] at = {n, block, lane};
          assertEquals(expr.at(a -> at[a]), simple.at(a -> at[a]), expr + " as " + simple);
        }
      }
    }
  }

  @Provide
  Arbitrary<IndexExpr> functions() {
    return functions(3);
  }

  private static Arbitrary<IndexExpr> functions(int depth) {
    Arbitrary<IndexExpr> leaf = Arbitraries.integers().between(0, 2).map(IndexExpr::var);
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<IndexExpr> inner = functions(depth - 1);
    Arbitrary<Integer> factor = Arbitraries.of(-8, -1, 1, 2, 4, 8, 16);
    Arbitrary<Integer> divisor = Arbitraries.of(2, 3, 4, 8, 16, 32);
    return Arbitraries.oneOf(leaf, Combinators.combine(inner, factor, inner, Arbitraries.integers().between(-17, 17))
        .as((a, f, b, offset) -> a.times(f).plus(b).plus(offset)), Combinators.combine(inner, divisor).as(IndexExpr::floorDiv),
        Combinators.combine(inner, divisor).as(IndexExpr::mod), inner.map(e -> e.clamp(-3, 11)));
  }
}
