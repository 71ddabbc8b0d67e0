package jacquard.ir.loop;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How often a write map reaches the elements of its result, told from its factors: `2·p + r` with `r < 2` counts like the digits of a
/// number, so that every element is written by one point.
public final class WriteForm {
  private WriteForm() {}

  /// Whether no two points of the axes write the same element: every axis occurs in one dimension, and there each factor exceeds what the
  /// smaller ones add up to.
  public static boolean writesOnce(List<IndexExpr> map, List<Axis> axes) {
    return writesApart(map, axes) && IntStream.range(0, axes.size()).allMatch(a -> map.stream().anyMatch(e -> e.uses(a)));
  }

  /// Whether points that differ in an axis that `map` uses write different elements.
  public static boolean writesApart(List<IndexExpr> map, List<Axis> axes) {
    var seen = new ArrayList<Integer>();
    for (IndexExpr index : map) {
      Optional<List<Digit>> digits = digits(index, axes);
      if (digits.isEmpty()) {
        return false;
      }
      long reach = 0;
      for (Digit digit : digits.get()) {
        if (digit.factor <= reach || seen.contains(digit.axis)) {
          return false;
        }
        seen.add(digit.axis);
        reach = digit.extent.perBatch() ? Long.MAX_VALUE : reach + (long) digit.factor * (digit.extent.count() - 1);
      }
    }
    return true;
  }

  /// A bound of how many points write the same element: those that differ in the axes that no index of the result tells apart. An index
  /// that is loaded tells none.
  public static long mostPoints(List<IndexExpr> map, List<Axis> axes) {
    double points = 1;
    var told = new ArrayList<Integer>();
    for (IndexExpr index : map) {
      Optional<List<Digit>> digits = digits(index, axes);
      if (digits.isPresent()) {
        digits.get().stream().filter(d -> !told.contains(d.axis)).max(Comparator.comparingDouble(d -> count(d.extent)))
            .ifPresent(d -> told.add(d.axis));
      } else if (index.terms().size() == 1 && index.terms().getFirst().atom() instanceof IndexExpr.Atom.FloorDiv(var of, int by)
          && of.terms().size() == 1 && of.factorOf(axis(of)) == 1 && !told.contains(axis(of))) {
        told.add(axis(of));
        points *= by;
      }
    }
    for (int axis = 0; axis < axes.size(); axis++) {
      points *= told.contains(axis) ? 1 : count(axes.get(axis).extent());
    }
    return (long) Math.min(points, Long.MAX_VALUE);
  }

  private static int axis(IndexExpr of) {
    return of.terms().getFirst().atom() instanceof IndexExpr.Atom.Var(int axis) ? axis : -1;
  }

  private static double count(Dim extent) {
    return extent.perBatch() ? SumOrder.BATCH : extent.count();
  }

  /// Whether every element of a result of shape `shape` is written, and nothing outside: in each dimension the factors are those of a
  /// number system whose numbers are exactly the extent.
  public static boolean covers(List<IndexExpr> map, List<Axis> axes, Shape shape) {
    return reaches(map, axes, shape) && IntStream.range(0, shape.rank()).allMatch(d -> IndexRange.inside(map.get(d), axes, shape.dim(d)));
  }

  /// Whether every element of a result of shape `shape` is written: in each dimension the factors are those of a number system, of which
  /// the extent is the last number or one before: what is written outside is dropped.
  public static boolean reaches(List<IndexExpr> map, List<Axis> axes, Shape shape) {
    for (int d = 0; d < shape.rank(); d++) {
      Optional<List<Digit>> digits = digits(map.get(d), axes);
      if (digits.isEmpty() || map.get(d).offset() != 0) {
        return false;
      }
      Dim numbers = Dim.of(1);
      for (Digit digit : digits.get()) {
        boolean fits = (long) numbers.count() * digit.extent.count() <= Integer.MAX_VALUE;
        if (numbers.perBatch() || digit.factor != numbers.count() || !fits) {
          return false;
        }
        numbers = new Dim(numbers.count() * digit.extent.count(), digit.extent.perBatch());
      }
      boolean more = !numbers.perBatch() && !shape.dim(d).perBatch() && numbers.count() > shape.dim(d).count();
      if (!more && !numbers.equals(shape.dim(d))) {
        return false;
      }
    }
    return true;
  }

  /// Whether an epilogue can follow on `s`, whose result has shape `shape`: every element is complete at one point of the axes that are
  /// written.
  public static boolean completes(Structure s, Shape shape) {
    return reaches(s.write(), s.axes(), shape)
        && (s.gathers() || (s.combine() == Combine.ASSIGN ? storesOnce(s, shape)
            : s.writesApart() && s.write().stream().noneMatch(IndexExpr::isConstant)));
  }

  /// Whether `s` computes every element of a result of shape `shape` at exactly one point: no combination, no point left out.
  public static boolean storesOnce(Structure s, Shape shape) {
    return s.combine() == Combine.ASSIGN && writesOnce(s.write(), s.axes()) && covers(s.write(), s.axes(), shape)
        && s.reads().stream().noneMatch(r -> r.outside() == Access.Outside.SKIP);
  }

  /// The axes of an index that counts like digits, by falling factor; empty where a term is no positive multiple of an axis.
  public static List<Integer> digitAxes(IndexExpr index, List<Axis> axes) {
    return digits(index, axes).map(d -> d.reversed().stream().map(Digit::axis).toList()).orElse(List.of());
  }

  private record Digit(int axis, int factor, Dim extent) {}

  /// The terms by growing factor; empty where a term is no positive multiple of an axis.
  private static Optional<List<Digit>> digits(IndexExpr index, List<Axis> axes) {
    var digits = new ArrayList<Digit>();
    for (IndexExpr.Term term : index.terms()) {
      if (!(term.atom() instanceof IndexExpr.Atom.Var(int axis)) || term.factor() < 1) {
        return Optional.empty();
      }
      digits.add(new Digit(axis, term.factor(), axes.get(axis).extent()));
    }
    digits.sort(Comparator.comparingInt(Digit::factor));
    return Optional.of(digits);
  }
}
