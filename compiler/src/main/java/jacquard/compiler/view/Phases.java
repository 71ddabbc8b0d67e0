package jacquard.compiler.view;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Leaves out the terms of a convolution with input dilation that fall between two elements of the input.
///
///     y[p] = Σ r  [(p·a + r·b + c) mod e = 0] · x[(p·a + r·b + c) / e] · w[r]
///          = Σ t  x[…] · w[e·t + m],      m = −(p·a + c)·b⁻¹ mod e
///
/// Of every `e` terms one is left, at an index that depends on the phase `p mod e` alone. Where `e` divides the extent of `p` the
/// phases become an axis of their own, `p = e·q + f`, so that everything is linear in `q` and `t` again.
/// Source: Dumoulin & Visin 2016, section 4.5, read backwards; the phases are those of a polyphase filter bank
/// (Vaidyanathan 1993, section 4.3).
public final class Phases {
  /// `(output·a + reduced·b + rest) mod by = 0`.
  private record Condition(IndexExpr of, int by, int output, int reduced) {}

  private Phases() {}

  /// `s`, whose operands have these shapes. A load must stay inside its operand, which a thinned axis may leave.
  static Structure split(Structure s, List<Shape> shapes) {
    if (s.combine() != Combine.SUM || phase(s).isEmpty() || s.indexOperands().findAny().isPresent()) {
      return s;
    }
    var split = new AxisSplit(s);
    split.simplify(IndexSimplifier.keepingUnits(s.axes())); // what views left: an index must leave its dimension where the axis ends
    boolean any = false;
    while (step(split, shapes)) {
      any = true;
    }
    return any ? split.simplified() : s;
  }

  /// The select under the product that keeps only some phases.
  private static Optional<Scalar.Select> phase(Structure s) {
    boolean product = s.body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Select select, Scalar right) && fn == BinaryFn.MUL
        && select.otherwise().isConst(0);
    return product ? Optional.of((Scalar.Select) ((Scalar.Binary) s.body()).left()) : Optional.empty();
  }

  /// Takes the outermost condition of the body away, if it is one of a phase.
  private static boolean step(AxisSplit split, List<Shape> shapes) {
    Structure s = split.structure();
    Optional<Scalar.Select> select = phase(s);
    Optional<Condition> found = select.flatMap(x -> condition(s, x.test())).filter(c -> endsWith(s, c, shapes));
    found.ifPresent(c -> {
      split.body(select.orElseThrow().then().times(((Scalar.Binary) s.body()).right()));
      thin(split, c);
    });
    return found.isPresent();
  }

  /// Whether indices after the end of the reduced axis add nothing: there are none, or some factor ends with the axis and reads 0.
  private static boolean endsWith(Structure s, Condition c, List<Shape> shapes) {
    int extent = extent(s, c.reduced()).count();
    return extent % c.by() == 0 || s.reads().stream().anyMatch(r -> {
      List<Integer> dims = IntStream.range(0, r.map().size()).filter(d -> r.map().get(d).uses(c.reduced())).boxed().toList();
      return dims.size() == 1 && r.outside() == Access.Outside.ZERO && r.map().get(dims.getFirst()).terms().size() == 1
          && Math.abs(r.map().get(dims.getFirst()).factorOf(c.reduced())) == 1
          && shapes.get(r.operand()).dim(dims.getFirst()).equals(Dim.of(extent));
    });
  }

  private static void thin(AxisSplit split, Condition c) {
    int inverse = inverse(c.of().factorOf(c.reduced()), c.by());
    IndexExpr rest = c.of().minus(IndexExpr.var(c.reduced()).times(c.of().factorOf(c.reduced())));
    Axis output = split.structure().axes().get(c.output());
    if (output.extent().count() % c.by() == 0) {
      IndexExpr phase = IndexExpr.var(split.split(c.output(), c.by()));
      rest = rest.substitute(a -> a == c.output() ? phase : IndexExpr.var(a));
    }
    split.thin(c.reduced(), c.by(), rest.times(-inverse).mod(c.by()));
  }

  private static Optional<Condition> condition(Structure s, Scalar test) {
    if (!(test instanceof Scalar.Compare(CompareFn fn, Scalar.Index(IndexExpr index), Scalar zero)) || fn != CompareFn.EQ
        || !zero.isConst(0) || index.offset() != 0 || index.terms().size() != 1
        || !(index.terms().getFirst().atom() instanceof IndexExpr.Atom.Mod(var of, int by))
        || !of.isAffine() || of.terms().size() != 2) {
      return Optional.empty();
    }
    List<Integer> reduced = s.reducedAxes();
    int[] axes = of.terms().stream().mapToInt(t -> ((IndexExpr.Atom.Var) t.atom()).axis()).toArray();
    int r = reduced.contains(axes[0]) ? axes[0] : axes[1];
    int p = axes[0] + axes[1] - r;
    boolean fixed = !extent(s, p).perBatch() && !extent(s, r).perBatch();
    boolean solvable = inverse(of.factorOf(r), by) > 0;
    return reduced.contains(r) && !reduced.contains(p) && fixed && solvable ? Optional.of(new Condition(of, by, p, r)) : Optional.empty();
  }

  private static Dim extent(Structure s, int axis) {
    return s.axes().get(axis).extent();
  }

  /// `b` with `factor·b mod by = 1`; 0 where there is none.
  private static int inverse(int factor, int by) {
    for (int b = 1; b < by; b++) {
      if (Math.floorMod((long) factor * b, by) == 1) {
        return b;
      }
    }
    return 0;
  }
}
