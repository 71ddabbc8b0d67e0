package jacquard.ir.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The meaning of a structured op, from which reference evaluation, loops and adjoint are derived:
///
///     for every point i of the axes:   out[W(i)]  ⊕=  body(operand_k[R_k(i)] …)
///     then for every element j:        out[j]      =  epilogue(out[j], operand_k[R_k(j)] …)
///
/// `W` is `write`, `R_k` are the maps of `reads`, `⊕` is `combine`. Writes outside the result are dropped. The accesses of the
/// epilogue are functions of the axes that `write` names: a plain list of distinct axes, or, where every element is computed at exactly one
/// point, any axes. Without an epilogue it is the literal `Acc`.
public record Structure(List<Axis> axes, List<Access> reads, List<IndexExpr> write, Combine combine, Scalar body, Scalar epilogue) {
  private static final Scalar NOTHING_MORE = new Scalar.Acc();

  public Structure {
    axes = List.copyOf(axes);
    reads = List.copyOf(reads);
    write = List.copyOf(write);
  }

  public Structure(List<Axis> axes, List<Access> reads, List<IndexExpr> write, Combine combine, Scalar body) {
    this(axes, reads, write, combine, body, NOTHING_MORE);
  }

  /// Every element of the result computed from the reads at one point, over the result's own axes.
  public static Structure map(List<Axis> axes, List<Access> reads, Scalar body) {
    return new Structure(axes, reads, IndexExpr.vars(0, axes.size()), Combine.ASSIGN, body);
  }

  public boolean hasEpilogue() {
    return !epilogue.equals(NOTHING_MORE);
  }

  /// The same computation over other axes, which `reads` and `write` are functions of.
  public Structure over(List<Axis> others, List<Access> otherReads, List<IndexExpr> otherWrite) {
    return new Structure(others, otherReads, otherWrite, combine, body, epilogue);
  }

  public Structure withReads(List<Access> others) {
    return new Structure(axes, others, write, combine, body, epilogue);
  }

  public Structure withWrite(List<IndexExpr> other) {
    return new Structure(axes, reads, other, combine, body, epilogue);
  }

  public Structure withCombine(Combine other) {
    return new Structure(axes, reads, write, other, body, epilogue);
  }

  public Structure withBody(Scalar other) {
    return new Structure(axes, reads, write, combine, other, epilogue);
  }

  public Structure withoutEpilogue() {
    return new Structure(axes, reads, write, combine, body);
  }

  public Structure withEpilogue(List<Access> allReads, Scalar value) {
    return new Structure(axes, allReads, write, combine, body, value);
  }

  /// The operands that indices are loaded from, of the reads first, then of the write.
  public IntStream indexOperands() {
    return IntStream.concat(reads.stream().flatMapToInt(r -> Access.indexOperands(r.map())), Access.indexOperands(write));
  }

  /// This structure with its operands renumbered, those of loads included.
  public Structure mapOperands(IntUnaryOperator number) {
    return new Structure(axes, reads.stream().map(r -> r.mapOperands(number)).toList(), Access.mapOperands(write, number), combine, body,
        epilogue);
  }

  /// Whether every element is written through a plain list of distinct axes, so that loops can gather instead of scatter.
  public boolean gathers() {
    for (int d = 0; d < write.size(); d++) {
      if (!write.get(d).isVar() || isWritten(write.get(d).asVar(), d)) {
        return false;
      }
    }
    return true;
  }

  /// Whether points that differ in an axis of the result write different elements, so that an element can be summed up in a register:
  /// as [#gathers], or through several axes that count like digits, `2·q + f`.
  public boolean writesApart() {
    return gathers() || WriteForm.writesApart(write, axes);
  }

  /// The axes that no index of the result uses, in order.
  public List<Integer> reducedAxes() {
    var reduced = new ArrayList<Integer>();
    for (int axis = 0; axis < axes.size(); axis++) {
      if (!isWritten(axis, write.size())) {
        reduced.add(axis);
      }
    }
    return reduced;
  }

  /// Whether one of the first `dims` dimensions of the result is written through `axis`.
  private boolean isWritten(int axis, int dims) {
    for (int d = 0; d < dims; d++) {
      if (write.get(d).uses(axis)) {
        return true;
      }
    }
    return false;
  }

  /// The position of a point among the reduced axes, as [Combine#FIRST_MAX] counts it: row-major, an axis that depends on the
  /// batch size outermost wherever it stands, so that no factor depends on it.
  public IndexExpr position() {
    IndexExpr position = IndexExpr.ZERO;
    List<Integer> order = new ArrayList<>(reducedAxes());
    order.sort(Comparator.comparing(a -> !axes.get(a).extent().perBatch()));
    for (int axis : order) {
      position = position.times(axes.get(axis).extent().count()).plus(IndexExpr.var(axis));
    }
    return position;
  }

  /// Whether this is a sum of products whose factors are marked as such: an index outside of one leaves the point out or reads 0.
  public boolean isContraction() {
    return !reads.isEmpty() && reads.getFirst().outside() == Access.Outside.FACTOR;
  }

  /// Whether this moves elements without computing: one read, the body is that read, every element written once.
  public boolean isView() {
    return combine == Combine.ASSIGN && reads.size() == 1 && body.equals(Scalar.read(0)) && !hasEpilogue() && gathers();
  }
}
