package jacquard.ir.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A quasi-affine integer function of loop indices: `offset + Σ factor · atom`, kept in normal form.
///
/// An atom is a loop index, a floor division, remainder or clamp of another such function by constants, or an integer loaded from an
/// operand. Terms are sorted and merged, zero factors dropped, so that equal functions of the same form are equal as records. Text form:
/// `2*p + r - 1`, `(c / 16)`, `(c % 16)`, `clamp(h - 1, 0, 27)`, `$1[n, j]`.
///
/// Offsets and factors are exact: what 32 bits do not hold is an `ArithmeticException`. Ops refuse attributes that would lead there.
public record IndexExpr(int offset, List<Term> terms) {
  public static final IndexExpr ZERO = new IndexExpr(0, List.of());

  /// `factor · atom`.
  public record Term(int factor, Atom atom) {}

  /// What a term multiplies.
  public sealed interface Atom {
    /// Loop index number `axis` of the enclosing domain.
    record Var(int axis) implements Atom {}

    /// `⌊of / by⌋`, rounding toward minus infinity; `by` is positive.
    record FloorDiv(IndexExpr of, int by) implements Atom {}

    /// `of - by·⌊of / by⌋`, in `[0, by)`.
    record Mod(IndexExpr of, int by) implements Atom {}

    /// `min(max(of, lo), hi)`; both bounds inclusive.
    record Clamp(IndexExpr of, int lo, int hi) implements Atom {}

    /// The element at `map` of operand number `operand`, an integer tensor in which `map` lies inside; where it exceeds the range of `int`,
    /// the nearest end of it.
    record Load(int operand, List<IndexExpr> map) implements Atom {
      public Load {
        map = List.copyOf(map);
      }
    }
  }

  public IndexExpr {
    terms = List.copyOf(terms);
  }

  public static IndexExpr of(int constant) {
    return new IndexExpr(constant, List.of());
  }

  public static IndexExpr var(int axis) {
    return atom(new Atom.Var(axis));
  }

  /// The integer element at `map` of operand number `operand`.
  public static IndexExpr load(int operand, List<IndexExpr> map) {
    return atom(new Atom.Load(operand, map));
  }

  /// The loop indices `from .. to-1`, one expression each.
  public static List<IndexExpr> vars(int from, int to) {
    var vars = new ArrayList<IndexExpr>();
    for (int axis = from; axis < to; axis++) {
      vars.add(var(axis));
    }
    return vars;
  }

  private static IndexExpr atom(Atom atom) {
    return new IndexExpr(0, List.of(new Term(1, atom)));
  }

  public IndexExpr plus(IndexExpr other) {
    return combine(other, 1);
  }

  public IndexExpr minus(IndexExpr other) {
    return combine(other, -1);
  }

  public IndexExpr plus(int constant) {
    return new IndexExpr(Math.addExact(offset, constant), terms);
  }

  public IndexExpr times(int factor) {
    return factor == 1 ? this : ZERO.combine(this, factor);
  }

  /// `⌊this / by⌋`, with every part that `by` divides taken out of the division.
  public IndexExpr floorDiv(int by) {
    if (by == 1) {
      return this;
    }
    IndexExpr rest = modPart(by);
    IndexExpr quotient = new IndexExpr((offset - rest.offset) / by, Terms.quotients(terms, t -> t.factor % by == 0, by));
    return rest.terms.isEmpty() ? quotient : quotient.plus(atom(new Atom.FloorDiv(rest, by)));
  }

  /// `this mod by`, in `[0, by)`.
  public IndexExpr mod(int by) {
    if (by == 1) {
      return ZERO;
    }
    IndexExpr rest = modPart(by);
    return rest.terms.isEmpty() ? rest : atom(new Atom.Mod(rest, by));
  }

  /// What `by` does not divide; its offset lies in `[0, by)`.
  private IndexExpr modPart(int by) {
    return new IndexExpr(Math.floorMod(offset, by), Terms.quotients(terms, t -> t.factor % by != 0, 1));
  }

  public IndexExpr clamp(int lo, int hi) {
    return terms.isEmpty() ? of(Math.clamp(offset, lo, hi)) : atom(new Atom.Clamp(this, lo, hi));
  }

  /// `this + factor · other`.
  IndexExpr combine(IndexExpr other, int factor) {
    return new IndexExpr(Math.addExact(offset, Math.multiplyExact(other.offset, factor)), Terms.sum(terms, other.terms, factor));
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  /// Whether this is exactly one loop index.
  public boolean isVar() {
    return offset == 0 && terms.size() == 1 && terms.getFirst().factor == 1 && terms.getFirst().atom instanceof Atom.Var;
  }

  public boolean isVar(int axis) {
    return isVar() && factorOf(axis) == 1;
  }

  /// The loop index this expression is exactly, or -1.
  public int asVar() {
    return isVar() ? ((Atom.Var) terms.getFirst().atom).axis() : -1;
  }

  /// Whether every term is a multiple of a loop index: no division, remainder or clamp.
  public boolean isAffine() {
    for (Term t : terms) {
      if (!(t.atom instanceof Atom.Var)) {
        return false;
      }
    }
    return true;
  }

  /// The factor of loop index `axis` among the plain terms.
  public int factorOf(int axis) {
    for (Term t : terms) {
      if (t.atom instanceof Atom.Var v && v.axis() == axis) {
        return t.factor;
      }
    }
    return 0;
  }

  /// Whether loop index `axis` occurs in no division, remainder or clamp, so that a step of it always adds [#factorOf].
  public boolean isLinearIn(int axis) {
    for (Term t : terms) {
      if (!(t.atom instanceof Atom.Var) && uses(t.atom, axis)) {
        return false;
      }
    }
    return true;
  }

  /// Whether loop index `axis` occurs anywhere, inside divisions included.
  public boolean uses(int axis) {
    for (Term t : terms) {
      if (uses(t.atom, axis)) {
        return true;
      }
    }
    return false;
  }

  private static boolean uses(Atom atom, int axis) {
    return switch (atom) {
      case Atom.Var v -> v.axis() == axis;
      case Atom.FloorDiv d -> d.of().uses(axis);
      case Atom.Mod m -> m.of().uses(axis);
      case Atom.Clamp c -> c.of().uses(axis);
      case Atom.Load l -> l.map().stream().anyMatch(m -> m.uses(axis));
    };
  }

  /// Whether an index is loaded from an operand anywhere in this.
  public boolean hasLoad() {
    return !isAffine() && loads().findAny().isPresent();
  }

  /// Every load in this, those inside the map of another included.
  public Stream<Atom.Load> loads() {
    return isAffine() ? Stream.of() : terms.stream().flatMap(t -> switch (t.atom) {
      case Atom.Var v -> Stream.of();
      case Atom.FloorDiv d -> d.of().loads();
      case Atom.Mod m -> m.of().loads();
      case Atom.Clamp c -> c.of().loads();
      case Atom.Load l -> Stream.concat(Stream.of(l), l.map().stream().flatMap(IndexExpr::loads));
    });
  }

  /// This function with the operands of its loads renumbered.
  public IndexExpr mapOperands(IntUnaryOperator number) {
    return rewrite(IndexExpr::var, l -> load(number.applyAsInt(l.operand()), l.map()));
  }

  /// This function with every load, its own map rewritten first, replaced.
  public IndexExpr mapLoads(Function<Atom.Load, IndexExpr> replacement) {
    return rewrite(IndexExpr::var, replacement);
  }

  /// This function with every loop index replaced by another function of (possibly other) indices.
  public IndexExpr substitute(IntFunction<IndexExpr> replacement) {
    return rewrite(replacement, l -> load(l.operand(), l.map()));
  }

  private IndexExpr rewrite(IntFunction<IndexExpr> vars, Function<Atom.Load, IndexExpr> loaded) {
    IndexExpr sum = of(offset);
    for (Term t : terms) {
      IndexExpr value = switch (t.atom) {
        case Atom.Var v -> vars.apply(v.axis());
        case Atom.FloorDiv d -> d.of().rewrite(vars, loaded).floorDiv(d.by());
        case Atom.Mod m -> m.of().rewrite(vars, loaded).mod(m.by());
        case Atom.Clamp c -> c.of().rewrite(vars, loaded).clamp(c.lo(), c.hi());
        case Atom.Load l -> loaded.apply(new Atom.Load(l.operand(), l.map().stream().map(m -> m.rewrite(vars, loaded)).toList()));
      };
      sum = sum.combine(value, t.factor);
    }
    return sum;
  }

  /// The value at the given loop indices, of a function without loads, in the arithmetic of `int`.
  public int at(IntUnaryOperator index) {
    int sum = offset;
    for (Term t : terms) {
      sum += t.factor * switch (t.atom) {
        case Atom.Var v -> index.applyAsInt(v.axis());
        case Atom.FloorDiv d -> Math.floorDiv(d.of().at(index), d.by());
        case Atom.Mod m -> Math.floorMod(m.of().at(index), m.by());
        case Atom.Clamp c -> Math.clamp(c.of().at(index), c.lo(), c.hi());
        case Atom.Load l -> throw new IllegalStateException("operand " + l.operand() + " is not known here");
      };
    }
    return sum;
  }

  /// Text with loop indices named by `names`.
  public String text(IntFunction<String> names) {
    if (terms.isEmpty()) {
      return Integer.toString(offset);
    }
    var text = new StringBuilder();
    for (Term t : terms) {
      String atom = switch (t.atom) {
        case Atom.Var v -> names.apply(v.axis());
        case Atom.FloorDiv d -> d.of().dividendText(names) + " / " + d.by();
        case Atom.Mod m -> m.of().dividendText(names) + " % " + m.by();
        case Atom.Clamp c -> "clamp(" + c.of().text(names) + ", " + c.lo() + ", " + c.hi() + ")";
        case Atom.Load l -> "$" + l.operand() + l.map().stream().map(m -> m.text(names)).collect(Collectors.joining(", ", "[", "]"));
      };
      boolean grouped = t.atom instanceof Atom.FloorDiv || t.atom instanceof Atom.Mod;
      int size = Math.abs(t.factor);
      String product = size == 1 ? (grouped ? "(" + atom + ")" : atom) : size + "*" + (grouped ? "(" + atom + ")" : atom);
      text.append(text.isEmpty() ? (t.factor < 0 ? "-" : "") : (t.factor < 0 ? " - " : " + ")).append(product);
    }
    if (offset != 0) {
      text.append(offset < 0 ? " - " : " + ").append(Math.abs(offset));
    }
    return text.toString();
  }

  /// In parentheses where a division after it would not apply to all of it.
  private String dividendText(IntFunction<String> names) {
    boolean single = terms.isEmpty() ? offset >= 0 : offset == 0 && terms.size() == 1 && terms.getFirst().factor > 0;
    return single ? text(names) : "(" + text(names) + ")";
  }

  @Override
  public String toString() {
    return text(axis -> "i" + axis);
  }
}
