package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Any scalar or index expression is read back as the tree it was printed from.
final class ScalarPropertyTest {
  private static final double[] SPECIAL =
      {0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e15, 0x1p53};

  @Property(tries = 1000)
  void scalars(@ForAll("choices") List<Long> choices) {
    Scalar expr = new Trees(choices).scalar(5);
    ScalarTextTest.assertText(ScalarText.print(expr, AxisNames.NUMBERED), expr);
  }

  @Property(tries = 1000)
  void indices(@ForAll("choices") List<Long> choices) {
    IndexExpr expr = new Trees(choices).index(4);
    assertEquals(expr, IndexText.parse(new Lexer("test", IndexText.print(expr, AxisNames.NUMBERED)), AxisNames.NUMBERED));
  }

  @Provide
  Arbitrary<List<Long>> choices() {
    return Arbitraries.longs().list().ofMaxSize(40);
  }

  /// Trees drawn from numbers; a leaf where they end.
  private record Trees(Iterator<Long> choices) {
    Trees(List<Long> choices) {
      this(choices.iterator());
    }

    private long next() {
      return choices.hasNext() ? choices.next() : 0;
    }

    private int choose(int bound) {
      return (int) Math.floorMod(next(), (long) bound);
    }

    private <T> T pick(T[] values) {
      return values[choose(values.length)];
    }

    Scalar scalar(int depth) {
      return switch (choose(depth == 0 ? 5 : 11)) {
        case 0 -> new Scalar.Read(choose(12));
        case 1 -> new Scalar.Const(choose(2) == 0 ? SPECIAL[choose(SPECIAL.length)] : Double.longBitsToDouble(next()));
        case 2 -> new Scalar.Acc();
        case 3 -> new Scalar.Index(index(2));
        case 4 -> new Scalar.Count(new Dim(choose(17), choose(2) == 0));
        case 5 -> new Scalar.Unary(pick(UnaryFn.values()), scalar(depth - 1));
        case 6 -> new Scalar.Compare(pick(CompareFn.values()), scalar(depth - 1), scalar(depth - 1));
        case 7 -> new Scalar.Select(scalar(depth - 1), scalar(depth - 1), scalar(depth - 1));
        case 8 -> new Scalar.Cast(pick(DType.values()), scalar(depth - 1));
        case 9 -> new Scalar.Table(List.of(1.5, -0.0, (double) choose(9)), new Scalar.Index(index(2)));
        default -> new Scalar.Binary(pick(BinaryFn.values()), scalar(depth - 1), scalar(depth - 1));
      };
    }

    IndexExpr index(int depth) {
      return switch (choose(depth == 0 ? 2 : 8)) {
        case 0 -> IndexExpr.var(choose(4));
        case 1 -> IndexExpr.of(choose(40) - 20);
        case 2 -> index(depth - 1).minus(index(depth - 1));
        case 3 -> index(depth - 1).times(choose(19) - 9);
        case 4 -> index(depth - 1).floorDiv(1 + choose(9));
        case 5 -> index(depth - 1).mod(1 + choose(9));
        case 6 -> index(depth - 1).clamp(-choose(9), choose(9));
        default -> index(depth - 1).plus(index(depth - 1));
      };
    }
  }
}
