package jacquard.ir.loop;

import jacquard.ir.loop.IndexExpr.Atom;
import jacquard.ir.loop.IndexExpr.Term;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Sums of terms in the order of the normal form of [IndexExpr]: loop indices by number, then the other atoms by their text.
///
/// Compiling adds index functions more often than it does anything else, and nearly all are of loop indices alone; so no text is made for
/// these, and lists are merged as they stand.
final class Terms {
  private Terms() {}

  /// `a + factor · b` of two lists in normal form.
  static List<Term> sum(List<Term> a, List<Term> b, int factor) {
    if (b.isEmpty() || factor == 0) {
      return a;
    }
    if (a.isEmpty() && factor == 1) {
      return b;
    }
    var sum = new Term[a.size() + b.size()];
    int size = 0;
    int i = 0;
    for (Term term : b) {
      int order = 1;
      while (i < a.size() && (order = compare(a.get(i).atom(), term.atom())) < 0) {
        sum[size++] = a.get(i++);
      }
      boolean meets = i < a.size() && order == 0;
      int total = Math.addExact(Math.multiplyExact(term.factor(), factor), meets ? a.get(i++).factor() : 0);
      if (total != 0) {
        sum[size++] = total == term.factor() ? term : new Term(total, term.atom());
      }
    }
    while (i < a.size()) {
      sum[size++] = a.get(i++);
    }
    return List.of(Arrays.copyOf(sum, size));
  }

  /// The terms that `kept` says, divided by `divisor`, which divides their factors.
  static List<Term> quotients(List<Term> terms, Predicate<Term> kept, int divisor) {
    var quotients = new Term[terms.size()];
    int size = 0;
    for (Term term : terms) {
      if (kept.test(term)) {
        quotients[size++] = divisor == 1 ? term : new Term(term.factor() / divisor, term.atom());
      }
    }
    return size == terms.size() && divisor == 1 ? terms : List.of(Arrays.copyOf(quotients, size));
  }

  private static int compare(Atom a, Atom b) {
    if (a instanceof Atom.Var(int i)) {
      return b instanceof Atom.Var(int j) ? Integer.compare(i, j) : -1;
    }
    return b instanceof Atom.Var ? 1 : a.equals(b) ? 0 : a.toString().compareTo(b.toString());
  }
}
