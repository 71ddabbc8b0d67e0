package jacquard.ir.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.Combine;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.planted.Kind;
import jacquard.ir.planted.PlantedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// [GradientTest] finds what is wrong with a derivative: of every op, single errors in what its written rule and its derived adjoint
/// give, and in the second derivative.
///
/// An error that nothing finds and that leaves every cotangent the same cannot change a result; any other fails this test.
final class PlantedGradientTest {
  private static final String PLANTED = "planted";
  private static final String DERIVED = "written against derived";
  private static final String FIRST = "first order";
  private static final String SECOND = "second order";
  private static final String KINKS = "kinks";
  private static final String NONE = "no error";
  /// In two cases of each op.
  private static final int SAMPLED = 1;
  private static final int CASES = 2;
  private static final int MANY = 6;
  private static final double MOST_EXPLAINED = 0.05;
  /// A reordered product is no error.
  private static final double ROUNDING = 1e-13;

  private final PlantedTable table = new PlantedTable("op", PLANTED, DERIVED, FIRST, SECOND, KINKS, NONE);
  private final List<String> missed = new ArrayList<>();
  private final List<String> explained = new ArrayList<>();

  @Test
  void someErrorsOfEveryOpAreFound() {
    var cases = new HashMap<String, Integer>();
    plant(SAMPLED, c -> cases.merge(c.op().mnemonic(), 1, Integer::sum) <= CASES);
    assertEquals(List.copyOf(new TreeSet<>(table.namesInReadme())), GradientChecks.cases().map(c ->
        c.op().mnemonic()).distinct().sorted().toList());
  }

  @Test
  @Tag("thorough")
  void errorsOfEveryOpAreFound() {
    plant(MANY, c -> true);
    System.out.println(table);
    explained.forEach(System.out::println);
    table.requireInReadme();
    assertTrue(explained.size() <= MOST_EXPLAINED * table.sum(PLANTED), () -> explained.size() + " explained");
  }

  private void plant(int most, Predicate<OpCase> chosen) {
    GradientChecks.cases().map(c -> c.op().mnemonic()).distinct().sorted().forEach(table::row);
    GradientChecks.cases().filter(chosen).forEach(c -> new Case(c, most).plant());
    assertEquals(List.of(), missed, () -> String.join("\n", missed));
  }

  /// The places where a case can be wrong.
  private final class Case {
    private final OpCase c;
    private final int most;
    private final GradientChecks checks;

    Case(OpCase c, int most) {
      this.c = c;
      this.most = most;
      this.checks = new GradientChecks(c, g -> { });
    }

    void plant() {
      boolean two = GradientChecks.hasDerivedAdjoint(c) && writesItsOwn(c.op());
      // A rule that is the derived adjoint is no oracle of itself.
      each(Gradient::of, checks.first(0), "written", (p, rule) -> {
        boolean derived = two && found(DERIVED, () -> checks.derivedAdjoint(rule, UnaryOperator.identity()));
        boolean first = found(FIRST, () -> checks.firstOrder(rule));
        return found(KINKS, () -> checks.atKinks(rule)) | derived | first;
      });
      if (two) {
        each(GradientChecks::derived, checks.first(0), "derived",
            (p, rule) -> found(DERIVED, () -> checks.derivedAdjoint(Gradient::of, r -> p.in().apply(r))));
      }
      for (int k : GradientChecks.operands(c)) {
        each(Gradient::of, checks.second(k, 0), "second by x" + k, (p, rule) -> found(SECOND, () -> checks.secondOrder(k, rule)));
      }
    }

    private void each(GradientChecks.Rule rule, GradientChecks.Point point, String place, Finds finds) {
      NdArray cotangent = checks.cotangent(point.function().output());
      for (GradientErrors.Planted p : GradientErrors.spread(GradientErrors.of(rule, point, cotangent, most), most + 2)) {
        table.count(c.op().mnemonic(), PLANTED);
        if (!finds.finds(p, p.in().apply(rule))) {
          String text = "%s, %s: %s: %s".formatted(c.name(), place, p.kind(), p.text());
          Optional<String> change = change(rule, p, cotangent, place);
          if (change.isPresent()) {
            missed.add(text + " " + change.get());
          } else {
            table.count(c.op().mnemonic(), NONE);
            explained.add(text + " (" + reason(p.kind()) + ")");
          }
        }
      }
    }

    private boolean found(String column, Supplier<Optional<String>> check) {
      boolean found;
      try {
        found = check.get().isPresent();
      } catch (RuntimeException refused) {
        found = true;
      }
      if (found) {
        table.count(c.op().mnemonic(), column);
      }
      return found;
    }

    /// A cotangent that differs by more than rounding, at any draw, the last of which no check has.
    private Optional<String> change(GradientChecks.Rule rule, GradientErrors.Planted p, NdArray cotangent, String place) {
      for (int draw = 0; draw <= checks.draws().size(); draw++) {
        GradientChecks.Point point = place.startsWith("second") ? checks.second(place.charAt(place.length() - 1) - '0', draw)
            : checks.first(draw);
        Map<String, NdArray> right = GradientErrors.values(rule, point, point.leaves(), cotangent);
        Map<String, NdArray> wrong = GradientErrors.values(p.in().apply(rule), point, point.leaves(), cotangent);
        for (String d : right.keySet()) {
          if (differ(right.get(d), wrong.get(d))) {
            return Optional.of("changes %s of draw %d: %s, was %s".formatted(d, draw, wrong.get(d), right.get(d)));
          }
        }
      }
      return Optional.empty();
    }
  }

  private interface Finds {
    boolean finds(GradientErrors.Planted planted, GradientChecks.Rule rule);
  }

  private static boolean differ(NdArray a, NdArray b) {
    for (int i = 0; i < a.size(); i++) {
      if (!(Math.abs(a.get(i) - b.get(i)) <= ROUNDING * (1 + Math.abs(a.get(i))))) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Kind kind) {
    return switch (kind) {
      case TIE -> "at ties the slopes of both sides are equal";
      case INDEX, STRIDE, WINDOW -> "what is read or written besides is outside, 0, or the same";
      case SIGN, FACTOR, TERM, OPERAND, MASK -> "in a term that is 0 there, or a branch for values past which a formula would overflow";
    };
  }

  /// Whether an op's cotangents come from itself or from a rule for its kind ([Cotangents]).
  private static boolean writesItsOwn(Op op) {
    try {
      boolean byKind = op instanceof Elementwise || op instanceof Reduction r && (r.combine() == Combine.MAX || r.combine() == Combine.MIN);
      return byKind || op.getClass().getMethod("vjp", Node.class, Node.class, GraphBuilder.class).getDeclaringClass() != Op.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
