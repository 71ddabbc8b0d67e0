package jacquard.compiler.nest;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A structure seen as a separable linear transform of what access `read` reads:
///
///     out[…] = Σ i₀, i₁ …  C₀[o₀,i₀] · C₁[o₁,i₁] · … · x[…]
///
/// with tables of literals `C`, one for each of `dimensions`.
public record TransformForm(int read, List<Dimension> dimensions) {
  /// The axes `out`, over the result, and `in`, which is summed over, of one table.
  public record Dimension(int out, int in, Scalar.Table table) {
    /// The literal for these indices of `out` and `in`.
    public double coefficient(int o, int i) {
      return table.value(axis -> axis == out ? o : axis == in ? i : 0);
    }
  }

  /// Empty where `s` is no such sum.
  public static Optional<TransformForm> of(Structure s) {
    var tables = new ArrayList<Scalar.Table>();
    var reads = new ArrayList<Integer>();
    List<Integer> reduced = s.reducedAxes();
    boolean product = s.combine() == Combine.SUM && s.writesApart() && factors(s.body(), tables, reads);
    if (!product || reads.size() != 1 || tables.isEmpty() || tables.size() != reduced.size() || s.indexOperands().findAny().isPresent()
        || s.reads().get(reads.getFirst()).outside() == Access.Outside.SKIP) {
      return Optional.empty();
    }
    var dimensions = new ArrayList<Dimension>();
    for (Scalar.Table table : tables) {
      IndexExpr at = ((Scalar.Index) table.at()).expr();
      List<Integer> used = at.terms().stream()
          .map(t -> t.atom() instanceof IndexExpr.Atom.Var(int axis) ? axis : -1).toList();
      Optional<Integer> in = used.stream().filter(reduced::contains).findFirst();
      Optional<Integer> out = used.stream().filter(a -> a >= 0 && !reduced.contains(a)).findFirst();
      if (used.size() != 2 || in.isEmpty() || out.isEmpty()) {
        return Optional.empty();
      }
      dimensions.add(new Dimension(out.get(), in.get(), table));
    }
    boolean apart = dimensions.stream().map(Dimension::in).distinct().count() == tables.size()
        && dimensions.stream().map(Dimension::out).distinct().count() == tables.size();
    return apart ? Optional.of(new TransformForm(reads.getFirst(), dimensions)) : Optional.empty();
  }

  private static boolean factors(Scalar body, List<Scalar.Table> tables, List<Integer> reads) {
    return switch (body) {
      case Scalar.Binary(BinaryFn fn, Scalar l, Scalar r) when fn == BinaryFn.MUL -> factors(l, tables, reads) && factors(r, tables, reads);
      case Scalar.Table t -> tables.add(t);
      case Scalar.Read(int k) -> reads.add(k);
      default -> false;
    };
  }

  /// Whether `axis` is one that a table makes from another.
  public boolean isOut(int axis) {
    return dimensions.stream().anyMatch(d -> d.out() == axis);
  }
}
