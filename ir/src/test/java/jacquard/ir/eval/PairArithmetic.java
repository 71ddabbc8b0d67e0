package jacquard.ir.eval;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// The body of a structure at one point, as `hi + lo`.
final class PairArithmetic {
  private final Structure structure;
  private final List<DoubleDoubles.Pair> operands;
  private final int[] index;
  private final int batch;
  private double hi;
  private double lo;

  PairArithmetic(Structure structure, List<DoubleDoubles.Pair> operands, int[] index, int batch) {
    this.structure = structure;
    this.operands = operands;
    this.index = index;
    this.batch = batch;
  }

  /// Takes the point's value into element `at`.
  void combine(DoubleDoubles.Pair result, int at) {
    evaluate(structure.body());
    double h = result.hi()[at];
    double l = result.lo()[at];
    switch (structure.combine()) {
      case ASSIGN -> {}
      case SUM -> add(h, l, hi, lo);
      case PRODUCT -> multiply(h, l, hi, lo);
      case MAX -> choose(h, l, hi, lo, true);
      case MIN -> choose(h, l, hi, lo, false);
      case FIRST_MAX, FIRST_MIN -> throw new UnsupportedOperationException("positions");
    }
    result.hi()[at] = hi;
    result.lo()[at] = lo;
  }

  private void evaluate(Scalar expr) {
    switch (expr) {
      case Scalar.Const(double v) -> set(v, 0);
      case Scalar.Count(var dim) -> set(dim.at(batch), 0);
      case Scalar.Index(var e) -> set(e.at(a -> index[a]), 0);
      case Scalar.Table t -> set(t.value(a -> index[a]), 0);
      case Scalar.Read(int k) -> {
        Access read = structure.reads().get(k);
        DoubleDoubles.Pair operand = operands.get(read.operand());
        int at = DoubleDoubles.offset(read.map(), index, operand.extents());
        set(at < 0 ? 0 : operand.hi()[at], at < 0 ? 0 : operand.lo()[at]);
      }
      case Scalar.Unary(var fn, var of) -> unary(fn, of);
      case Scalar.Binary(var fn, var l, var r) -> binary(fn, l, r);
      case Scalar.Compare(var fn, var l, var r) -> {
        evaluate(l.minus(r));
        set(fn.at(hi, 0) ? 1 : 0, 0);
      }
      case Scalar.Select(var test, var a, var b) -> {
        evaluate(test);
        evaluate(hi != 0 ? a : b);
      }
      case Scalar.Cast(var to, var of) -> evaluate(of);
      case Scalar.Acc a -> throw new UnsupportedOperationException("an epilogue");
      case Scalar.Random r -> throw new UnsupportedOperationException("random numbers");
    }
  }

  private void unary(UnaryFn fn, Scalar of) {
    evaluate(of);
    switch (fn) {
      case NEG -> set(-hi, -lo);
      case ABS -> set(hi < 0 ? -hi : hi, hi < 0 ? -lo : lo);
      case SQRT -> {
        double h = hi;
        double l = lo;
        double root = Math.sqrt(h);
        multiply(root, 0, root, 0);
        add(h, l, -hi, -lo);
        sum(root, hi / (2 * root));
      }
      default -> throw new UnsupportedOperationException(fn.text());
    }
  }

  private void binary(BinaryFn fn, Scalar left, Scalar right) {
    evaluate(left);
    double h = hi;
    double l = lo;
    evaluate(right);
    switch (fn) {
      case ADD -> add(h, l, hi, lo);
      case SUB -> add(h, l, -hi, -lo);
      case MUL -> multiply(h, l, hi, lo);
      case DIV -> divide(h, l, hi, lo);
      case MAX -> choose(h, l, hi, lo, true);
      case MIN -> choose(h, l, hi, lo, false);
      default -> throw new UnsupportedOperationException(fn.text());
    }
  }

  private void set(double h, double l) {
    hi = h;
    lo = l;
  }

  /// The exact sum of two doubles the first of which is the larger.
  private void sum(double h, double l) {
    double s = h + l;
    set(s, l - (s - h));
  }

  private void add(double ah, double al, double bh, double bl) {
    double s = ah + bh;
    double other = s - ah;
    double rest = ah - (s - other) + (bh - other) + al + bl;
    sum(s, rest);
  }

  private void multiply(double ah, double al, double bh, double bl) {
    double p = ah * bh;
    sum(p, Math.fma(ah, bh, -p) + (ah * bl + al * bh));
  }

  private void divide(double ah, double al, double bh, double bl) {
    double q = ah / bh;
    multiply(q, 0, bh, bl);
    add(ah, al, -hi, -lo);
    sum(q, hi / bh);
  }

  private void choose(double ah, double al, double bh, double bl, boolean larger) {
    boolean first = ah == bh ? al > bl == larger : ah > bh == larger;
    set(first ? ah : bh, first ? al : bl);
  }
}
