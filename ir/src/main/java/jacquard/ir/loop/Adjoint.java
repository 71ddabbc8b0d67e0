package jacquard.ir.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The adjoint of a structured sum (or plain map), again a structured sum.
///
/// For `out[W(i)] += body(in_k[R_k(i)] …)` and one access `k`:
///
///     d in_k[R_k(i)]  +=  d out[W(i)] · ∂body/∂in_k (in_0[R_0(i)] …)
///
/// A strided read becomes a scattered sum; a read outside gives a write outside, which is dropped. In a product the term has one more
/// factor, the values of the other points of the same element ([#others]).
/// Source: Griewank & Walther 2008, "Evaluating Derivatives", section 3.2, applied point by point.
public final class Adjoint {
  private Adjoint() {}

  /// The adjoint for access `access`, whose operand numbers are those of `of` followed by the cotangent as the last operand;
  /// empty where the body does not depend on the access.
  ///
  /// `auxiliary` is the operand number of what structures that combine by MAX, MIN or PRODUCT need besides: the positions of the extrema
  /// (integers, shaped like the result), or the result of [#others].
  public static Optional<Structure> of(Structure of, int access, int cotangent, int auxiliary) {
    if (of.hasEpilogue()) {
      throw new IllegalArgumentException("an epilogue is separated before differentiation");
    }
    var reads = new ArrayList<>(of.reads());
    reads.add(Access.of(cotangent, of.write()));
    Scalar body = Derivative.cotangent(of.body(), Scalar.read(access), Scalar.read(reads.size() - 1));
    if (body.isConst(0)) {
      return Optional.empty();
    }
    switch (of.combine()) {
      case SUM, ASSIGN -> { }
      case PRODUCT -> {
        reads.add(Access.of(auxiliary, IndexExpr.vars(0, of.axes().size())));
        body = body.times(Scalar.read(reads.size() - 1));
      }
      case MAX, MIN -> {
        reads.add(Access.of(auxiliary, of.write()));
        Scalar chosen = Scalar.read(reads.size() - 1).compare(CompareFn.EQ, new Scalar.Index(of.position()));
        body = Scalar.select(chosen, body, Scalar.constant(0));
      }
      case FIRST_MAX, FIRST_MIN -> throw new IllegalArgumentException("no adjoint is derived for " + of.combine().text());
    }
    List<IndexExpr> write = of.reads().get(access).map();
    Combine combine = WriteForm.writesOnce(write, of.axes()) ? Combine.ASSIGN : Combine.SUM;
    return Optional.of(pruned(new Structure(of.axes(), reads, write, combine, body)));
  }

  /// For a product, at every point of its axes, the product of the values of the other points that write the same element:
  ///
  ///     others[i] = Π over the points j ≠ i with W(j) = W(i)  of  body(in_0[R_0(j)] …)
  ///
  /// again a product, so that it can be differentiated in turn. It needs no division, and so is right where values are 0.
  public static Structure others(Structure product) {
    List<Integer> reduced = product.reducedAxes();
    int rank = product.axes().size();
    List<Axis> outer = IntStream.range(0, rank).filter(a -> !reduced.contains(a)).mapToObj(product.axes()::get).toList();
    List<IndexExpr> write = product.write().stream().map(w -> w.substitute(a -> IndexExpr.var(a - before(reduced, a)))).toList();
    if (!WriteForm.writesOnce(write.stream().filter(w -> !w.equals(IndexExpr.ZERO)).toList(), outer)) {
      throw new IllegalArgumentException("no adjoint is derived for a product that scatters");
    }
    var axes = new ArrayList<>(product.axes());
    reduced.forEach(a -> axes.add(new Axis(unused(product.axes().get(a).name(), axes), product.axes().get(a).extent())));
    IntFunction<IndexExpr> other = a -> reduced.contains(a) ? IndexExpr.var(rank + reduced.indexOf(a)) : IndexExpr.var(a);
    List<Access> reads = product.reads().stream().map(r -> r.substitute(other)).toList();
    Scalar body = product.body().substitute(other);
    IndexExpr position = product.position();
    Scalar self = new Scalar.Index(position).compare(CompareFn.EQ, new Scalar.Index(position.substitute(other)));
    return new Structure(axes, reads, IndexExpr.vars(0, rank), Combine.PRODUCT, Scalar.select(self, Scalar.constant(1), body));
  }

  private static String unused(String name, List<Axis> axes) {
    return axes.stream().anyMatch(a -> a.name().equals(name)) ? unused(name + "_", axes) : name;
  }

  private static int before(List<Integer> axes, int axis) {
    return (int) axes.stream().filter(a -> a < axis).count();
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
