package jacquard.ir.eval;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Derivative;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// The accumulated magnitude of a scalar expression, as an expression: over reads `0 … n−1` of values, and over those of their magnitudes,
/// which are the reads `n … 2n−1`.
final class Magnitude {
  private final int reads;

  private Magnitude(int reads) {
    this.reads = reads;
  }

  static Scalar of(Scalar expr, int reads) {
    return new Magnitude(reads).of(expr);
  }

  private Scalar of(Scalar expr) {
    return switch (expr) {
      case Scalar.Read(int k) -> Scalar.read(reads + k);
      case Scalar.Unary(var fn, var of) -> unary(expr, fn, of);
      case Scalar.Binary(var fn, var l, var r) -> binary(expr, fn, l, r);
      case Scalar.Select(var test, var a, var b) -> Scalar.select(test, of(a), of(b));
      case Scalar.Cast(var to, var of) -> to.isFloat() ? of(of) : absolute(expr);
      case Scalar.Const c -> absolute(expr);
      case Scalar.Acc a -> absolute(expr);
      case Scalar.Index i -> absolute(expr);
      case Scalar.Table t -> absolute(expr);
      case Scalar.Count c -> absolute(expr);
      case Scalar.Compare c -> absolute(expr);
      case Scalar.Random r -> absolute(expr);
    };
  }

  private static Scalar absolute(Scalar expr) {
    return expr.apply(UnaryFn.ABS);
  }

  private static Scalar larger(Scalar a, Scalar b) {
    return new Scalar.Binary(BinaryFn.MAX, a, b);
  }

  /// `max(|f(x)|, |f'(x)| · |x|)`.
  private Scalar unary(Scalar expr, UnaryFn fn, Scalar of) {
    return switch (fn) {
      case NEG, ABS -> of(of);
      case SQRT, EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SIN, COS, ERF, GAUSS, NORMCDF, GELUGATE, FLOOR, NOT -> {
        Scalar leaf = new Scalar.Acc();
        Scalar slope = Derivative.of(new Scalar.Unary(fn, leaf), leaf).mapLeaves(l -> l.equals(leaf) ? of : l);
        yield larger(absolute(expr), absolute(slope).times(of(of)));
      }
    };
  }

  private Scalar binary(Scalar expr, BinaryFn fn, Scalar l, Scalar r) {
    return switch (fn) {
      case ADD, SUB -> of(l).plus(of(r));
      case MUL -> of(l).times(of(r));
      case DIV -> of(l).times(of(r)).dividedBy(r.times(r));
      case MAX, MIN -> larger(of(l), of(r));
      case POW -> larger(absolute(expr), absolute(expr).times(of(r)).times(of(l)).dividedBy(absolute(l)));
      case AND, OR -> absolute(expr);
    };
  }
}
