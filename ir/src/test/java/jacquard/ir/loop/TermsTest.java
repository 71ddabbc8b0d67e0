package jacquard.ir.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Sums of index functions are in normal form, in whatever order they are made.
class TermsTest {
  private static final IndexExpr I = IndexExpr.var(0);
  private static final IndexExpr J = IndexExpr.var(1);

  @Test
  void loopIndicesStandFirstByNumberThenOtherAtomsByTheirText() {
    IndexExpr quotient = J.floorDiv(4);
    IndexExpr rest = J.mod(4);
    IndexExpr tenth = IndexExpr.var(10);
    List<IndexExpr> parts = List.of(rest, tenth, quotient, J, I, IndexExpr.var(2).floorDiv(4), tenth.floorDiv(4));
    IndexExpr forwards = parts.stream().reduce(IndexExpr.ZERO, IndexExpr::plus);
    IndexExpr backwards = parts.reversed().stream().reduce(IndexExpr.ZERO, IndexExpr::plus);
    assertEquals("i0 + i1 + i10 + (i1 / 4) + (i10 / 4) + (i2 / 4) + (i1 % 4)", forwards.toString());
    assertEquals(forwards, backwards);
    assertEquals(forwards, forwards.substitute(IndexExpr::var));
  }

  @Test
  void equalAtomsAreAddedAndZeroFactorsDropped() {
    IndexExpr sum = I.times(2).plus(J.mod(3)).plus(5);
    assertEquals("4*i0 + 2*(i1 % 3) + 10", sum.plus(sum).toString());
    assertEquals(IndexExpr.ZERO, sum.minus(sum));
    assertEquals("-i1 + (i1 % 3) + 5", sum.minus(I.times(2).plus(J)).toString());
    assertEquals(IndexExpr.ZERO, sum.times(0));
  }

  @Test
  void factorsThatOverflowAreAnError() {
    IndexExpr large = I.times(Integer.MAX_VALUE);
    assertThrows(ArithmeticException.class, () -> large.plus(I));
    assertThrows(ArithmeticException.class, () -> large.times(2));
  }

  @Test
  void divisionsTakeOutWhatIsDivided() {
    IndexExpr e = I.times(8).plus(J.times(3)).plus(9);
    assertEquals("2*i0 + ((3*i1 + 1) / 4) + 2", e.floorDiv(4).toString());
    assertEquals("((3*i1 + 1) % 4)", e.mod(4).toString());
  }
}
