package jacquard.ir.eval;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Scalar expressions at the points of the present run, in double: each operation of an expression is one loop over the run.
final class ScalarRows {
  private final Points points;
  private final List<NdArray> operands;
  private final int batch;
  private final ReadRow[] reads;
  private final List<Access> accesses;

  /// Its first elements are the values at the points of the present run.
  @FunctionalInterface
  interface Row {
    double[] values();
  }

  ScalarRows(List<Access> accesses, List<NdArray> operands, int batch, Points points) {
    this.accesses = accesses;
    this.operands = operands;
    this.batch = batch;
    this.points = points;
    this.reads = new ReadRow[accesses.size()];
  }

  /// Access number `k`, prepared when it is first asked for: a body needs not those of the epilogue.
  ReadRow read(int k) {
    if (reads[k] == null) {
      reads[k] = new ReadRow(accesses.get(k), points, operands);
    }
    return reads[k];
  }

  /// `expr` where `acc` is the accumulated value.
  Row of(Scalar expr, Row acc) {
    return switch (expr) {
      case Scalar.Const(double v) -> constant(v);
      case Scalar.Count(Dim dim) -> constant(dim.at(batch));
      case Scalar.Index(IndexExpr e) -> index(e);
      case Scalar.Table(var values, var at) -> unary(i -> values.get((int) i), of(at, acc));
      case Scalar.Acc() -> acc;
      case Scalar.Read(int k) -> read(k)::values;
      case Scalar.Unary(var fn, var of) -> unary(fn::at, of(of, acc));
      case Scalar.Binary(var fn, var l, var r) -> binary(fn, of(l, acc), of(r, acc));
      case Scalar.Compare(var fn, var l, var r) -> binary((a, b) -> fn.at(a, b) ? 1 : 0, of(l, acc), of(r, acc));
      case Scalar.Select(var t, var a, var b) -> select(of(t, acc), of(a, acc), of(b, acc));
      case Scalar.Cast(var to, var of) -> unary(v -> cast(to, v), of(of, acc));
      case Scalar.Random r -> random(r, acc);
    };
  }

  /// The functions that sums of products consist of have loops of their own.
  private Row binary(BinaryFn fn, Row l, Row r) {
    if (fn == BinaryFn.ADD) {
      return sum(l, r);
    }
    return fn == BinaryFn.MUL ? product(l, r) : binary(fn::at, l, r);
  }

  Row constant(double value) {
    double[] values = new double[points.longestRun()];
    Arrays.fill(values, value);
    return () -> values;
  }

  private Row index(IndexExpr expr) {
    var index = new IndexRow(expr, points, operands);
    double[] values = new double[points.longestRun()];
    return () -> {
      int[] v = index.values(points.from(), points.to());
      for (int i = 0; i < points.count(); i++) {
        values[i] = v[i];
      }
      return values;
    };
  }

  private Row unary(DoubleUnaryOperator fn, Row of) {
    double[] values = new double[points.longestRun()];
    return () -> {
      double[] x = of.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = fn.applyAsDouble(x[i]);
      }
      return values;
    };
  }

  private Row binary(DoubleBinaryOperator fn, Row left, Row right) {
    double[] values = new double[points.longestRun()];
    return () -> {
      double[] a = left.values();
      double[] b = right.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = fn.applyAsDouble(a[i], b[i]);
      }
      return values;
    };
  }

  /// As `binary`, for one of the two operations that contractions do nothing but: no call at every point.
  private Row sum(Row left, Row right) {
    double[] values = new double[points.longestRun()];
    return () -> {
      double[] a = left.values();
      double[] b = right.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = a[i] + b[i];
      }
      return values;
    };
  }

  private Row product(Row left, Row right) {
    double[] values = new double[points.longestRun()];
    return () -> {
      double[] a = left.values();
      double[] b = right.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = a[i] * b[i];
      }
      return values;
    };
  }

  private Row select(Row test, Row then, Row otherwise) {
    double[] values = new double[points.longestRun()];
    return () -> {
      double[] t = test.values();
      double[] a = then.values();
      double[] b = otherwise.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = t[i] != 0 ? a[i] : b[i];
      }
      return values;
    };
  }

  private Row random(Scalar.Random random, Row acc) {
    Longs seeds = integers(random.seed(), acc);
    Longs steps = integers(random.step(), acc);
    Longs elements = integers(random.element(), acc);
    double[] values = new double[points.longestRun()];
    return () -> {
      long[] seed = seeds.values();
      long[] step = steps.values();
      long[] element = elements.values();
      for (int i = 0; i < points.count(); i++) {
        values[i] = new Philox(seed[i], random.stream(), (int) step[i]).uniform24(element[i]);
      }
      return values;
    };
  }

  @FunctionalInterface
  private interface Longs {
    long[] values();
  }

  /// An `i64` expression, all 64 bits of one that is read.
  private Longs integers(Scalar expr, Row acc) {
    if (expr instanceof Scalar.Read(int k)) {
      return read(k)::longs;
    }
    Row row = of(expr, acc);
    return () -> {
      double[] values = row.values();
      long[] longs = new long[points.count()];
      for (int i = 0; i < longs.length; i++) {
        longs[i] = (long) values[i];
      }
      return longs;
    };
  }

  private static double cast(DType to, double v) {
    return switch (to) {
      case F32 -> (float) v;
      case F64 -> v;
      case I32 -> (int) v;
      case I64 -> (long) v;
      case BOOL -> v != 0 ? 1 : 0;
    };
  }
}
