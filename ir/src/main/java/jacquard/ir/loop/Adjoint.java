package jacquard.ir.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The adjoint of a structured sum (or plain map), again a structured sum.
///
/// For `out[W(i)] += body(in_k[R_k(i)] …)` and one access `k`:
///
///     d in_k[R_k(i)]  +=  d out[W(i)] · ∂body/∂in_k (in_0[R_0(i)] …)
///
/// A strided read becomes a scattered sum; a read outside gives a write outside, which is dropped.
/// Source: Griewank & Walther 2008, "Evaluating Derivatives", section 3.2, applied point by point.
public final class Adjoint {
  private Adjoint() {}

  /// The adjoint for access `access`, whose operand numbers are those of `of` followed by the cotangent as the last operand;
  /// empty where the body does not depend on the access.
  ///
  /// `positions` is the operand number of the positions of a maximum (an i64 tensor shaped like the result), for structures that
  /// combine by MAX or MIN.
  public static Optional<Structure> of(Structure of, int access, int cotangent, int positions) {
    if (of.hasEpilogue()) {
      throw new IllegalArgumentException("an epilogue is separated before differentiation");
    }
    Scalar slope = Derivative.of(of.body(), Scalar.read(access));
    if (slope.isConst(0)) {
      return Optional.empty();
    }
    var reads = new ArrayList<>(of.reads());
    reads.add(Access.of(cotangent, of.write()));
    Scalar body = Scalar.read(reads.size() - 1).times(slope);
    if (of.combine() == Combine.MAX || of.combine() == Combine.MIN) {
      reads.add(Access.of(positions, of.write()));
      Scalar chosen = Scalar.read(reads.size() - 1).compare(CompareFn.EQ, new Scalar.Index(of.position()));
      body = Scalar.select(chosen, body, Scalar.constant(0));
    } else if (of.combine() != Combine.SUM && of.combine() != Combine.ONLY) {
      throw new IllegalArgumentException("no adjoint is derived for " + of.combine().text());
    }
    List<IndexExpr> write = of.reads().get(access).map();
    Combine combine = WriteForm.writesOnce(write, of.axes()) ? Combine.ONLY : Combine.SUM;
    return Optional.of(pruned(new Structure(of.axes(), reads, write, combine, body)));
  }

  /// Drops reads the body does not use, except those whose skipping decides which points count.
  public static Structure pruned(Structure s) {
    var kept = new ArrayList<Access>();
    int[] renumbered = new int[s.reads().size()];
    for (int k = 0; k < s.reads().size(); k++) {
      Access read = s.reads().get(k);
      Scalar leaf = Scalar.read(k);
      if (read.outside() == Access.Outside.SKIP || s.body().contains(leaf) || s.epilogue().contains(leaf)) {
        renumbered[k] = kept.size();
        kept.add(read);
      }
    }
    return new Structure(s.axes(), kept, s.write(), s.combine(), renumber(s.body(), renumbered), renumber(s.epilogue(), renumbered));
  }

  private static Scalar renumber(Scalar expr, int[] numbers) {
    return expr.mapLeaves(l -> l instanceof Scalar.Read(int k) ? Scalar.read(numbers[k]) : l);
  }
}
