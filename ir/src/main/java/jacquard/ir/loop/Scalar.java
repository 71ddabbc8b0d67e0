package jacquard.ir.loop;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// A scalar expression: what a structured op computes at one point of its domain.
///
/// A literal, one of a table, an index and a count take the element type of the expression they stand beside; everything else has the type
/// of its operands. The family is closed: an exhaustive `switch` over it lists what a new kind must change.
public sealed interface Scalar {
  /// A literal; `f32` code rounds it once.
  record Const(double value) implements Scalar {
    /// Literals are compared by bits, so that -0.0 and 0.0 stay apart and NaN equals itself.
    @Override
    public boolean equals(Object o) {
      return o instanceof Const c && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(c.value);
    }

    @Override
    public int hashCode() {
      return Double.hashCode(value);
    }
  }

  /// The value of access number `access` of the structure.
  record Read(int access) implements Scalar {}

  /// The accumulated value, where an epilogue starts.
  record Acc() implements Scalar {}

  /// A function of the loop indices, as a number.
  record Index(IndexExpr expr) implements Scalar {}

  /// Literal number `at` of `values`, counted from 0: coefficients that depend on the place. `at` is an [Index] that stays among them.
  record Table(List<Double> values, Scalar at) implements Scalar {
    public Table {
      values = List.copyOf(values);
    }

    /// The literal at the place that `index` gives for the loops; `at` is a function of these.
    public double value(IntUnaryOperator index) {
      return values.get(((Index) at).expr().at(index));
    }
  }

  /// An extent as a number: `k` or `k·N`.
  record Count(Dim dim) implements Scalar {}

  record Unary(UnaryFn fn, Scalar of) implements Scalar {}

  record Binary(BinaryFn fn, Scalar left, Scalar right) implements Scalar {}

  /// `left ? right` as a `bool`.
  record Compare(CompareFn fn, Scalar left, Scalar right) implements Scalar {}

  /// `test ? then : otherwise`; both sides may be computed.
  record Select(Scalar test, Scalar then, Scalar otherwise) implements Scalar {}

  /// `of` converted: to integers toward zero, to `bool` by `!= 0`.
  record Cast(DType to, Scalar of) implements Scalar {}

  /// An `f64` uniform in `[0, 1)`, a multiple of 2⁻²⁴: [jacquard.ir.Philox#uniform24] of `stream`, an `i64` seed, step and element number.
  ///
  /// It depends on these alone, so that it is the same wherever, whenever and in whatever type it is used.
  record Random(int stream, Scalar seed, Scalar step, Scalar element) implements Scalar {
    /// Rounds of about ten operations each.
    private static final int OPERATIONS = 100;
  }

  static Scalar constant(double value) {
    return new Const(value);
  }

  static Scalar read(int access) {
    return new Read(access);
  }

  static Scalar select(Scalar test, Scalar then, Scalar otherwise) {
    return then.equals(otherwise) ? then : new Select(test, then, otherwise);
  }

  default Scalar plus(Scalar other) {
    if (isConst(0)) {
      return other;
    }
    return other.isConst(0) ? this : new Binary(BinaryFn.ADD, this, other);
  }

  default Scalar minus(Scalar other) {
    if (other.isConst(0)) {
      return this;
    }
    return isConst(0) ? other.negated() : new Binary(BinaryFn.SUB, this, other);
  }

  /// The product; a literal zero factor is kept out of derivatives, where it stands for "does not depend on".
  default Scalar times(Scalar other) {
    if (isConst(1)) {
      return other;
    }
    if (other.isConst(1)) {
      return this;
    }
    if (isConst(0) || other.isConst(0)) {
      return constant(0);
    }
    return new Binary(BinaryFn.MUL, this, other);
  }

  default Scalar dividedBy(Scalar other) {
    return other.isConst(1) ? this : new Binary(BinaryFn.DIV, this, other);
  }

  default Scalar negated() {
    return this instanceof Unary(var fn, var of) && fn == UnaryFn.NEG ? of : new Unary(UnaryFn.NEG, this);
  }

  default Scalar apply(UnaryFn fn) {
    return new Unary(fn, this);
  }

  default Scalar compare(CompareFn fn, Scalar other) {
    return new Compare(fn, this, other);
  }

  default boolean isConst(double value) {
    return this instanceof Const(double v) && v == value;
  }

  /// This expression with the leaves `replacement` maps elsewhere replaced; it sees `Read`, `Acc` and `Index` leaves.
  default Scalar mapLeaves(UnaryOperator<Scalar> replacement) {
    return switch (this) {
      case Const c -> c;
      case Count c -> c;
      case Read r -> replacement.apply(r);
      case Acc a -> replacement.apply(a);
      case Index i -> replacement.apply(i);
      case Table(var values, var at) -> new Table(values, at.mapLeaves(replacement));
      case Unary(var fn, var of) -> new Unary(fn, of.mapLeaves(replacement));
      case Binary(var fn, var l, var r) -> new Binary(fn, l.mapLeaves(replacement), r.mapLeaves(replacement));
      case Compare(var fn, var l, var r) -> new Compare(fn, l.mapLeaves(replacement), r.mapLeaves(replacement));
      case Select(var t, var a, var b) -> new Select(t.mapLeaves(replacement), a.mapLeaves(replacement), b.mapLeaves(replacement));
      case Cast(var to, var of) -> new Cast(to, of.mapLeaves(replacement));
      case Random(int stream, var seed, var step, var element) -> new Random(stream, seed.mapLeaves(replacement),
          step.mapLeaves(replacement), element.mapLeaves(replacement));
    };
  }

  /// This expression with every index as a function of other axes: `axes` gives what stands for each.
  default Scalar substitute(IntFunction<IndexExpr> axes) {
    return mapLeaves(leaf -> leaf instanceof Index(IndexExpr index) ? new Index(index.substitute(axes)) : leaf);
  }

  /// Whether any leaf equals `leaf`.
  default boolean contains(Scalar leaf) {
    boolean[] found = new boolean[1];
    mapLeaves(l -> {
      found[0] |= l.equals(leaf);
      return l;
    });
    return found[0];
  }

  /// The number of operations, leaves not counted.
  default int operations() {
    return switch (this) {
      case Const c -> 0;
      case Count c -> 0;
      case Read r -> 0;
      case Acc a -> 0;
      case Index i -> 0;
      case Table t -> 0;
      case Unary(var fn, var of) -> 1 + of.operations();
      case Binary(var fn, var l, var r) -> 1 + l.operations() + r.operations();
      case Compare(var fn, var l, var r) -> 1 + l.operations() + r.operations();
      case Select(var t, var a, var b) -> 1 + t.operations() + a.operations() + b.operations();
      case Cast(var to, var of) -> 1 + of.operations();
      case Random(int stream, var seed, var step, var element) -> Random.OPERATIONS + seed.operations() + step.operations()
          + element.operations();
    };
  }
}
