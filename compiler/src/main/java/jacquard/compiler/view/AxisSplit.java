package jacquard.compiler.view;

import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A structure with axes replaced by functions of themselves and of new axes.
///
///     a = block·a' + f,  f in [0, block)      or, for an axis of which each point takes every `block`-th index,   a = block·a' + start(…)
final class AxisSplit {
  private Structure structure;

  AxisSplit(Structure structure) {
    this.structure = structure;
  }

  Structure structure() {
    return structure;
  }

  /// Simplifies every index read.
  void simplify(IndexSimplifier simplifier) {
    List<Access> reads = structure.reads().stream()
        .map(r -> new Access(r.operand(), r.map().stream().map(simplifier::simplify).toList(), r.outside())).toList();
    structure = structure.withReads(reads);
  }

  /// The structure at the end, without the indices of axes of extent 1.
  Structure simplified() {
    simplify(new IndexSimplifier(structure.axes()));
    return structure;
  }

  /// Splits `axis`, whose extent `block` divides, into blocks, which keep its number, and a new axis within them, whose number is
  /// the result.
  int split(int axis, int block) {
    int within = structure.axes().size();
    Axis old = structure.axes().get(axis);
    var axes = new ArrayList<>(structure.axes());
    axes.set(axis, new Axis(old.name(), Dim.of(old.extent().count() / block)));
    axes.add(new Axis(fresh(old.name()), Dim.of(block)));
    substitute(axes, axis, IndexExpr.var(axis).times(block).plus(IndexExpr.var(within)));
    return within;
  }

  /// Lets `axis` run over the indices `block·a' + start` only, where `start` in `[0, block)` is a function of other axes.
  void thin(int axis, int block, IndexExpr start) {
    Axis old = structure.axes().get(axis);
    var axes = new ArrayList<>(structure.axes());
    axes.set(axis, new Axis(old.name(), Dim.of(Math.ceilDiv(old.extent().count(), block))));
    substitute(axes, axis, IndexExpr.var(axis).times(block).plus(start));
  }

  void body(Scalar body) {
    structure = structure.withBody(body);
  }

  private String fresh(String name) {
    String candidate = name + "f";
    while (taken(candidate)) {
      candidate += "f";
    }
    return candidate;
  }

  private boolean taken(String name) {
    return structure.axes().stream().anyMatch(a -> a.name().equals(name));
  }

  private void substitute(List<Axis> axes, int axis, IndexExpr value) {
    IntFunction<IndexExpr> replacement = a -> a == axis ? value : IndexExpr.var(a);
    List<Access> reads = structure.reads().stream().map(r -> r.substitute(replacement)).toList();
    List<IndexExpr> write = structure.write().stream().map(w -> w.substitute(replacement)).toList();
    structure = new Structure(axes, reads, write, structure.combine(), structure.body().substitute(replacement),
        structure.epilogue().substitute(replacement));
  }
}
