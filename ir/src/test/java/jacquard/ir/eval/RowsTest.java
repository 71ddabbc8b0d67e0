package jacquard.ir.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexExpr.Atom;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/// What the reference evaluator prepares of an index function, against the function at each point by itself.
final class RowsTest {
  /// Loaded from; what `int` does not hold is loaded as the nearest end of it.
  private static final NdArray POSITIONS = NdArray.of(Shape.of(3, 4), 5, -2, 0, Long.MAX_VALUE, 7, 1, Long.MIN_VALUE, 3, -9, 2, 11, 4L);
  private static final List<NdArray> OPERANDS = List.of(POSITIONS);

  private static int at(IndexExpr expr, int[] index) {
    int sum = expr.offset();
    for (IndexExpr.Term term : expr.terms()) {
      sum += term.factor() * switch (term.atom()) {
        case Atom.Load(int operand, var map) -> (int) OPERANDS.get(operand).get(at(map.getFirst(), index) * 4 + at(map.getLast(), index));
        case Atom.FloorDiv(var of, int by) -> Math.floorDiv(at(of, index), by);
        case Atom.Mod(var of, int by) -> Math.floorMod(at(of, index), by);
        case Atom.Clamp(var of, int lo, int hi) -> Math.clamp(at(of, index), lo, hi);
        case Atom.Var(int axis) -> index[axis];
      };
    }
    return sum;
  }

  /// Where the axes stand at the points of a domain, one after the other.
  private static final class Counter {
    private final int[] extents;
    private int point;

    Counter(int[] extents) {
      this.extents = extents;
    }

    int[] next() {
      int[] index = new int[extents.length];
      int rest = point++;
      for (int a = extents.length - 1; a >= 0; a--) {
        index[a] = rest % extents[a];
        rest /= extents[a];
      }
      assertEquals(0, rest, "more points than the domain has");
      return index;
    }

    void assertDone() {
      int size = 1;
      for (int extent : extents) {
        size *= extent;
      }
      assertEquals(size, point);
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void indices(@ForAll("domains") int[] extents, @ForAll("functions") IndexExpr expr) {
    var points = new Points(extents);
    var row = new IndexRow(expr, points, OPERANDS);
    var counter = new Counter(extents);
    points.forEachRun(() -> {
      int[] values = row.values(points.from(), points.to());
      for (int i = 0; i < points.count(); i++) {
        int[] index = counter.next();
        assertEquals(at(expr, index), values[i]);
        if (!expr.hasLoad()) {
          assertEquals(expr.at(a -> index[a]), values[i]);
        }
      }
    });
    counter.assertDone();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void offsets(@ForAll("domains") int[] extents, @ForAll("functions") IndexExpr first, @ForAll("functions") IndexExpr second,
      @ForAll("functions") IndexExpr third) {
    Shape shape = Shape.of(6, 5, 9);
    var points = new Points(extents);
    var row = new OffsetRow(List.of(first, second, third), shape, points, OPERANDS);
    var counter = new Counter(extents);
    points.forEachRun(() -> {
      int[] offsets = row.offsets(points.from(), points.to());
      for (int i = 0; i < points.count(); i++) {
        int[] index = counter.next();
        int[] element = {at(first, index), at(second, index), at(third, index)};
        assertEquals(offset(element, shape), offsets[i]);
      }
    });
    counter.assertDone();
  }

  private static int offset(int[] element, Shape shape) {
    int offset = 0;
    for (int d = 0; d < element.length; d++) {
      if (element[d] < 0 || element[d] >= shape.extent(d)) {
        return -1;
      }
      offset = offset * shape.extent(d) + element[d];
    }
    return offset;
  }

  @Test
  void indicesBeyondIntAreThoseOfItsArithmetic() {
    var points = new Points(5, 70);
    IndexExpr expr = IndexExpr.var(0).times(1 << 30).plus(IndexExpr.var(1).times(1 << 26));
    var row = new OffsetRow(List.of(expr), Shape.of(10), points, List.of());
    var counter = new Counter(new int[] {5, 70});
    points.forEachRun(() -> {
      int[] offsets = row.offsets(points.from(), points.to());
      for (int i = 0; i < points.count(); i++) {
        int[] index = counter.next();
        assertEquals(expr.at(a -> index[a]) == 0 ? 0 : -1, offsets[i]);
      }
    });
    counter.assertDone();
  }

  @Test
  void aDomainWithoutPointsHasNoRun() {
    new Points(3, 0, 2).forEachRun(() -> assertFalse(true));
    var counter = new Counter(new int[] {});
    new Points().forEachRun(counter::next);
    counter.assertDone();
  }

  /// Few points and many, rows of several runs, axes longer than a row that is put together.
  @Provide
  Arbitrary<int[]> domains() {
    Arbitrary<int[]> small = Arbitraries.integers().between(1, 7).array(int[].class).ofSize(4);
    Arbitrary<int[]> large = Arbitraries.of(new int[] {2, 1, 3, 1700}, new int[] {2, 900, 1, 3}, new int[] {1, 3, 1200, 60},
        new int[] {9, 9, 9, 9});
    return Arbitraries.frequencyOf(Tuple.of(9, small), Tuple.of(1, large));
  }

  @Provide
  Arbitrary<IndexExpr> functions() {
    return functions(3);
  }

  private static Arbitrary<IndexExpr> functions(int depth) {
    Arbitrary<IndexExpr> leaf = Arbitraries.integers().between(0, 3).map(IndexExpr::var);
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<IndexExpr> inner = functions(depth - 1);
    Arbitrary<Integer> factor = Arbitraries.of(-3, -1, 1, 2, 4);
    Arbitrary<Integer> divisor = Arbitraries.integers().between(2, 9);
    Arbitrary<Integer> constant = Arbitraries.integers().between(-9, 9);
    return Arbitraries.oneOf(leaf, leaf.map(e -> e.plus(-2)), Combinators.combine(inner, factor, inner, constant)
        .as((a, f, b, offset) -> a.times(f).plus(b).plus(offset)), Combinators.combine(inner, divisor).as(IndexExpr::floorDiv),
        Combinators.combine(inner, divisor).as(IndexExpr::mod), inner.map(e -> e.clamp(-1, 5)),
        Combinators.combine(inner, inner).as((a, b) -> IndexExpr.load(0, List.of(a.mod(3), b.clamp(0, 3)))));
  }
}
