package jacquard.ir.loop;

import jacquard.ir.DType;
import jacquard.ir.loop.Scalar.Acc;
import jacquard.ir.loop.Scalar.Binary;
import jacquard.ir.loop.Scalar.Cast;
import jacquard.ir.loop.Scalar.Compare;
import jacquard.ir.loop.Scalar.Const;
import jacquard.ir.loop.Scalar.Count;
import jacquard.ir.loop.Scalar.Index;
import jacquard.ir.loop.Scalar.Random;
import jacquard.ir.loop.Scalar.Read;
import jacquard.ir.loop.Scalar.Select;
import jacquard.ir.loop.Scalar.Table;
import jacquard.ir.loop.Scalar.Unary;

/// Partial derivatives of scalar expressions with respect to one leaf (a `Read` or `Acc`).
///
/// The chain rule over the closed family of expressions; a literal 0 means "does not depend on". At ties `max` and `min` give each
/// side half of the slope, as PyTorch does.
///
/// [#cotangent] gives the slope times a factor. Where the expression divides or takes a root or a power, a slope may overflow or
/// underflow though its product with the factor does not; so the factor is carried along, and nothing is squared to be divided by.
public final class Derivative {
  private static final Scalar ZERO = Scalar.constant(0);
  private static final Scalar ONE = Scalar.constant(1);
  private static final Scalar HALF = Scalar.constant(0.5);

  private Derivative() {}

  /// `∂of / ∂leaf`.
  public static Scalar of(Scalar of, Scalar leaf) {
    if (of.equals(leaf)) {
      return ONE;
    }
    return switch (of) {
      case Const c -> ZERO;
      case Count c -> ZERO;
      case Index i -> ZERO;
      case Table t -> ZERO;
      case Read r -> ZERO;
      case Acc a -> ZERO;
      case Compare c -> ZERO;
      case Random r -> ZERO;
      case Cast(var to, var inner) -> to.isFloat() ? cast(to, of(inner, leaf)) : ZERO;
      case Select(var test, var then, var otherwise) -> Scalar.select(test, of(then, leaf), of(otherwise, leaf));
      case Unary(var fn, var inner) -> {
        Scalar slope = of(inner, leaf);
        yield slope.isConst(0) ? ZERO : slope.times(fn.slope(inner));
      }
      case Binary(var fn, var l, var r) -> binary(fn, l, r, of(l, leaf), of(r, leaf));
    };
  }

  /// `dy · ∂of / ∂leaf`.
  public static Scalar cotangent(Scalar of, Scalar leaf, Scalar dy) {
    if (!of.contains(leaf)) {
      return ZERO;
    }
    if (!divides(of, leaf)) {
      return dy.times(of(of, leaf));
    }
    return switch (of) {
      case Unary(var fn, var inner) -> cotangent(inner, leaf, fn.cotangent(inner, dy));
      case Select(var test, var then, var otherwise) -> Scalar.select(test, cotangent(then, leaf, dy), cotangent(otherwise, leaf, dy));
      case Binary(var fn, var l, var r) -> binaryCotangent(fn, l, r, leaf, dy);
      case Cast c -> dy.times(of(c, leaf));
      case Const c -> ZERO;
      case Count c -> ZERO;
      case Index i -> ZERO;
      case Table t -> ZERO;
      case Compare c -> ZERO;
      case Random r -> ZERO;
      case Read r -> dy;
      case Acc a -> dy;
    };
  }

  /// Whether `leaf` reaches the value through a quotient by something that is not constant, a root, a logarithm or a power.
  private static boolean divides(Scalar of, Scalar leaf) {
    return of.contains(leaf) && switch (of) {
      case Unary(var fn, var inner) -> fn == UnaryFn.SQRT || fn == UnaryFn.LOG || fn == UnaryFn.LOG1P || divides(inner, leaf);
      case Binary(var fn, var l, var r) -> fn == BinaryFn.DIV && !(r instanceof Const) || fn == BinaryFn.POW || divides(l, leaf)
          || divides(r, leaf);
      case Select(var test, var then, var otherwise) -> divides(then, leaf) || divides(otherwise, leaf);
      case Cast c -> false;
      case Compare c -> false;
      case Random r -> false;
      case Const c -> false;
      case Count c -> false;
      case Index i -> false;
      case Table t -> false;
      case Read r -> false;
      case Acc a -> false;
    };
  }

  private static Scalar binaryCotangent(BinaryFn fn, Scalar l, Scalar r, Scalar leaf, Scalar dy) {
    return switch (fn) {
      case ADD -> cotangent(l, leaf, dy).plus(cotangent(r, leaf, dy));
      case SUB -> cotangent(l, leaf, dy).minus(cotangent(r, leaf, dy));
      case MUL -> cotangent(l, leaf, dy.times(r)).plus(cotangent(r, leaf, dy.times(l)));
      case DIV -> cotangent(l, leaf, dy.dividedBy(r)).minus(cotangent(r, leaf, dy.times(l.dividedBy(r)).dividedBy(r)));
      case MAX -> pick(CompareFn.GT, l, r, cotangent(l, leaf, dy), cotangent(r, leaf, dy));
      case MIN -> pick(CompareFn.LT, l, r, cotangent(l, leaf, dy), cotangent(r, leaf, dy));
      case POW -> cotangent(l, leaf, baseCotangent(l, r, dy)).plus(cotangent(r, leaf, exponentCotangent(l, r, dy)));
      case AND, OR -> ZERO;
    };
  }

  private static Scalar cast(DType to, Scalar slope) {
    return slope instanceof Const ? slope : new Cast(to, slope);
  }

  private static Scalar binary(BinaryFn fn, Scalar l, Scalar r, Scalar dl, Scalar dr) {
    return switch (fn) {
      case ADD -> dl.plus(dr);
      case SUB -> dl.minus(dr);
      case MUL -> dl.times(r).plus(l.times(dr));
      case DIV -> (dl.isConst(0) ? ZERO : dl.dividedBy(r)).minus(dr.isConst(0) ? ZERO : dr.times(l.dividedBy(r)).dividedBy(r));
      case MAX -> pick(CompareFn.GT, l, r, dl, dr);
      case MIN -> pick(CompareFn.LT, l, r, dl, dr);
      case POW -> power(l, r, dl, dr);
      case AND, OR -> ZERO;
    };
  }

  private static Scalar pick(CompareFn wins, Scalar l, Scalar r, Scalar dl, Scalar dr) {
    Scalar tie = dl.plus(dr).times(HALF);
    return Scalar.select(l.compare(wins, r), dl, Scalar.select(l.compare(CompareFn.EQ, r), tie, dr));
  }

  /// `d(lʳ) = r·lʳ⁻¹ dl + lʳ·ln l dr`; the first part is 0 where `r = 0`, the second where `l = 0` and `r ≥ 0`.
  private static Scalar power(Scalar l, Scalar r, Scalar dl, Scalar dr) {
    Scalar base = dl.isConst(0) ? ZERO : baseCotangent(l, r, ONE).times(dl);
    Scalar exponent = dr.isConst(0) ? ZERO : exponentCotangent(l, r, ONE).times(dr);
    return base.plus(exponent);
  }

  /// `dy·r·lʳ⁻¹`; where `lʳ⁻¹` alone overflows, as a negative power of a small number may, `dy·lʳ/l·r`.
  ///
  /// A literal exponent belongs to an op whose base keeps away from zero (local response normalisation): it is spared the second power.
  private static Scalar baseCotangent(Scalar l, Scalar r, Scalar dy) {
    Scalar power = new Binary(BinaryFn.POW, l, r.minus(ONE));
    if (r instanceof Const(double exponent) && exponent != 0) {
      return dy.times(r).times(power);
    }
    Scalar infinity = Scalar.constant(Double.POSITIVE_INFINITY);
    Scalar ordinary = new Binary(BinaryFn.AND, l.compare(CompareFn.NE, ZERO), l.apply(UnaryFn.ABS).compare(CompareFn.LT, infinity));
    Scalar overflows = new Binary(BinaryFn.AND, power.apply(UnaryFn.ABS).compare(CompareFn.EQ, infinity), ordinary);
    Scalar byQuotient = dy.times(new Binary(BinaryFn.POW, l, r)).dividedBy(l);
    Scalar slope = Scalar.select(overflows, byQuotient, dy.times(power)).times(r);
    return Scalar.select(r.compare(CompareFn.EQ, ZERO), ZERO, slope);
  }

  private static Scalar exponentCotangent(Scalar l, Scalar r, Scalar dy) {
    Scalar vanishes = new Binary(BinaryFn.AND, l.compare(CompareFn.EQ, ZERO), r.compare(CompareFn.GE, ZERO));
    return Scalar.select(vanishes, ZERO, dy.times(new Binary(BinaryFn.POW, l, r)).times(l.apply(UnaryFn.LOG)));
  }
}
