package jacquard.ir.planted;

import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexExpr.Atom;
import java.util.ArrayList;
import java.util.List;

/// Index functions with one error: one too far, a stride one larger, a bound one short.
final class IndexErrors {
  private IndexErrors() {}

  static List<Change<IndexExpr>> of(IndexExpr index) {
    var all = new ArrayList<Change<IndexExpr>>();
    all.add(change(Kind.INDEX, index, index.plus(1)));
    all.add(change(Kind.INDEX, index, index.plus(-1)));
    for (IndexExpr.Term term : index.terms()) {
      IndexExpr atom = new IndexExpr(0, List.of(new IndexExpr.Term(1, term.atom())));
      IndexExpr rest = index.minus(atom.times(term.factor()));
      all.add(change(Kind.STRIDE, index, index.plus(atom)));
      within(term.atom()).forEach(c -> all.add(change(c.kind(), index, rest.plus(c.value().times(term.factor())))));
    }
    return all;
  }

  /// The indices of a load stay: it is not checked when it runs.
  private static List<Change<IndexExpr>> within(Atom atom) {
    return switch (atom) {
      case Atom.Var v -> List.of();
      case Atom.Load l -> List.of();
      case Atom.FloorDiv(IndexExpr of, int by) -> List.of(new Change<>(Kind.STRIDE, "", of.floorDiv(by + 1)));
      case Atom.Mod(IndexExpr of, int by) -> List.of(new Change<>(Kind.STRIDE, "", of.mod(by + 1)));
      case Atom.Clamp(IndexExpr of, int lo, int hi) -> lo == hi ? List.of()
          : List.of(new Change<>(Kind.WINDOW, "", of.clamp(lo + 1, hi)), new Change<>(Kind.WINDOW, "", of.clamp(lo, hi - 1)));
    };
  }

  private static Change<IndexExpr> change(Kind kind, IndexExpr from, IndexExpr to) {
    return new Change<>(kind, from + " -> " + to, to);
  }
}
