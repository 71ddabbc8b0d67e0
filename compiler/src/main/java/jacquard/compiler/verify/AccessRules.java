package jacquard.compiler.verify;

import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import java.util.Locale;

/// Where loops that reach beyond the domain read and write: `bounds` and `overhang` of [LoopVerifier].
///
/// Kernels check an index at run time where it can leave its dimension at a point of the domain, and the halo does not hold what it reads
/// then. All other indices are not checked, neither in the domain nor where blocks reach beyond it.
final class AccessRules {
  private final LoopNest nest;
  private final List<Axis> axes;
  private final List<Axis> filled;
  private final IndexSimplifier overAxes;
  private final IndexSimplifier overFilled;
  private final List<Violation> problems;

  private AccessRules(LoopNest nest, List<Violation> problems) {
    this.nest = nest;
    this.axes = nest.structure().axes();
    this.filled = LoopRules.filled(nest);
    this.overAxes = new IndexSimplifier(axes);
    this.overFilled = new IndexSimplifier(filled);
    this.problems = problems;
  }

  static void check(LoopNest nest, List<Violation> problems) {
    var rules = new AccessRules(nest, problems);
    for (Access read : nest.structure().reads()) {
      rules.access(read.operand(), read.map(), read.outside() != Access.Outside.SKIP, false);
      rules.loads(read.map());
    }
    rules.access(nest.operands().size(), nest.structure().write(), false, true);
    rules.loads(nest.structure().write());
  }

  /// What is loaded from an operand of indices is never checked.
  private void loads(List<IndexExpr> map) {
    map.stream().flatMap(IndexExpr::loads).forEach(load -> {
      for (int d = 0; d < load.map().size(); d++) {
        bounds(load.operand(), d, load.map().get(d));
      }
    });
  }

  private void access(int number, List<IndexExpr> map, boolean readsHalo, boolean writes) {
    Buffer buffer = buffer(number);
    if (map.size() != buffer.type().rank()) {
      problem(number, "bounds", "%d indices for %s", map.size(), buffer);
      return;
    }
    for (int d = 0; d < map.size(); d++) {
      if (isUnchecked(map.get(d), buffer, d, readsHalo)) {
        bounds(number, d, map.get(d));
        if (writes) {
          overhang(number, d, map.get(d));
        }
      }
    }
  }

  private boolean isUnchecked(IndexExpr index, Buffer buffer, int d, boolean readsHalo) {
    Dim extent = buffer.type().shape().dim(d);
    Layout layout = buffer.layout();
    return IndexRange.inside(index, axes, extent) || readsHalo && !extent.perBatch()
        && overAxes.within(index, -layout.lo().get(d), extent.count() + layout.hi().get(d));
  }

  /// The index stays in the memory of its dimension wherever loops run.
  private void bounds(int number, int d, IndexExpr index) {
    Buffer buffer = buffer(number);
    Dim extent = buffer.type().shape().dim(d);
    Layout layout = buffer.layout();
    int lo = layout.lo().get(d);
    int capacity = Math.ceilDiv(extent.count() + lo + layout.hi().get(d), layout.block(d)) * layout.block(d);
    boolean inside = extent.perBatch() ? IndexRange.inside(index, filled, extent) : overFilled.within(index, -lo, (long) capacity - lo);
    if (!inside) {
      IndexRange range = IndexRange.of(overFilled.simplify(index), filled);
      problem(number, "bounds", "index %s of dimension %d lies in [%s, %s), its memory in [%d, %s)", text(index), d, range.lo(), range.hi(),
          -lo, extent.perBatch() ? extent : capacity - lo);
    }
  }

  /// Blocks that reach beyond an axis write after the last element of a dimension without halo, where nothing but filling lies.
  private void overhang(int number, int d, IndexExpr index) {
    for (int a = 0; a < axes.size(); a++) {
      if (!index.uses(a) || filled.get(a).equals(axes.get(a))) {
        continue;
      }
      Dim extent = buffer(number).type().shape().dim(d);
      Layout layout = buffer(number).layout();
      boolean last = index.terms().size() == 1 && index.factorOf(a) == 1 && !extent.perBatch()
          && index.offset() + axes.get(a).extent().count() == extent.count();
      if (!last || layout.lo().get(d) + layout.hi().get(d) > 0) {
        problem(number, "overhang", "blocks reach beyond %s and write other elements than filling through %s", axes.get(a), text(index));
      }
    }
  }

  private Buffer buffer(int number) {
    return number == nest.operands().size() ? nest.result() : nest.operands().get(number);
  }

  private String text(IndexExpr index) {
    return index.text(a -> axes.get(a).name());
  }

  private void problem(int buffer, String rule, String format, Object... args) {
    var found = new Violation(1 + buffer, rule, String.format(Locale.ROOT, format, args));
    if (!problems.contains(found)) {
      problems.add(found);
    }
  }
}
