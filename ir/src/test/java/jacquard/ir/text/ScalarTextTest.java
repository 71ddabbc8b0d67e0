package jacquard.ir.text;

import static jacquard.ir.loop.Scalar.constant;
import static jacquard.ir.loop.Scalar.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scalar and index expressions, numbers and layouts: few parentheses, and the same tree and bits when read back.
final class ScalarTextTest {
  private static final Scalar A = read(0);
  private static final Scalar B = read(1);

  @Test
  void parenthesesStandOnlyWhereTheyMatter() {
    assertText("r0 * (1 - r1 * r1)", A.times(constant(1).minus(B.times(B))));
    assertText("r0 - (r1 - r0) - r1", A.minus(B.minus(A)).minus(B));
    assertText("r0 / (r1 * r0) * r1", A.dividedBy(B.times(A)).times(B));
    assertText("-r0 * -(r1 * r0)", A.negated().times(B.times(A).negated()));
    assertText("r0 + -1 - -r1", new Scalar.Binary(BinaryFn.ADD, A, constant(-1)).minus(B.negated()));
    assertText("select(r0 > 0, r1, 0)", Scalar.select(A.compare(CompareFn.GT, constant(0)), B, constant(0)));
    assertText("(r0 < r1) == (r1 >= 0) || not(r0 != r1) && r0 <= 1", new Scalar.Binary(BinaryFn.OR,
        A.compare(CompareFn.LT, B).compare(CompareFn.EQ, B.compare(CompareFn.GE, constant(0))),
        new Scalar.Binary(BinaryFn.AND, A.compare(CompareFn.NE, B).apply(UnaryFn.NOT), A.compare(CompareFn.LE, constant(1)))));
    assertText("max(exp(-r0), pow(acc, 2))", new Scalar.Binary(BinaryFn.MAX, A.negated().apply(UnaryFn.EXP),
        new Scalar.Binary(BinaryFn.POW, new Scalar.Acc(), constant(2))));
    assertText("f32(r0 / count(16N)) + idx(2*i0 + i1 - 1)", new Scalar.Cast(DType.F32, A.dividedBy(new Scalar.Count(new Dim(16, true))))
        .plus(new Scalar.Index(IndexExpr.var(0).times(2).plus(IndexExpr.var(1)).plus(-1))));
  }

  @Test
  void literalsKeepTheirBits() {
    assertText("-(1)", new Scalar.Unary(UnaryFn.NEG, constant(1)));
    assertText("-0.0", constant(-0.0));
    assertText("-(0)", new Scalar.Unary(UnaryFn.NEG, constant(0)));
    assertText("1.0E-7", constant(1e-7));
    assertText("-inf", constant(Double.NEGATIVE_INFINITY));
    assertText("-(inf)", new Scalar.Unary(UnaryFn.NEG, constant(Double.POSITIVE_INFINITY)));
    assertText("nan", constant(Double.NaN));
    assertText("nan0x7ff8000000000001", constant(Double.longBitsToDouble(0x7ff8000000000001L)));
    assertText("4.9E-324", constant(Double.MIN_VALUE));
    assertText("9.007199254740992E15", constant(0x1p53));
  }

  static void assertText(String text, Scalar expr) {
    assertEquals(text, ScalarText.print(expr, AxisNames.NUMBERED));
    assertEquals(expr, ScalarText.parse(new Lexer("test", text), AxisNames.NUMBERED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "i0", "2*i0 + i1 - 1", "-i0 + 3", "(i0 / 16)", "4*((i0 + i1) % 3) - 2", "((-i0 + 1) / 2) + 2",
      "(2*i0 / 3)", "clamp(i0 - 1, 0, 27)", "clamp(-i0 - 2*(i1 % 4), -5, -1) + 1"})
  void indices(String text) {
    assertEquals(text, IndexText.print(IndexText.parse(new Lexer("test", text), AxisNames.NUMBERED), AxisNames.NUMBERED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123", "0213/1:16", "01/0:4,1:8", "0123/1:16(0,0,2,2|0,0,1,3)", "0"})
  void layouts(String text) {
    assertEquals(text, ShapeText.layout(new Lexer("test", text)).toString());
  }

  @Test
  void layoutsAreReadAsTheyWereMade() {
    Layout layout = Layout.ordered(List.of(0, 2, 1)).blocked(1, 16).withHalo(List.of(0, 0, 1), List.of(0, 0, 2));
    assertEquals(layout, ShapeText.layout(new Lexer("test", layout.toString())));
  }
}
