package jacquard.ir.planted;

import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Structures with one error: in a loop, an access, what is written, how points combine, or what is computed.
final class StructureErrors {
  private final Structure s;
  private final List<Change<Structure>> all = new ArrayList<>();

  private StructureErrors(Structure s) {
    this.s = s;
  }

  static List<Change<Structure>> of(Structure s) {
    var errors = new StructureErrors(s);
    errors.loops();
    for (int k = 0; k < s.reads().size(); k++) {
      errors.read(k);
    }
    for (int d = 0; d < s.write().size(); d++) {
      int dim = d;
      errors.of(s.write().get(d)).forEach(c -> errors.add("written at ", c, s.withWrite(with(s.write(), dim, c.value()))));
    }
    errors.combine();
    ScalarErrors.of(s.body()).forEach(c -> errors.add("", c, s.withBody(c.value())));
    if (s.hasEpilogue()) {
      ScalarErrors.of(s.epilogue()).forEach(c -> errors.add("then ", c, s.withEpilogue(s.reads(), c.value())));
    }
    return errors.all;
  }

  /// The errors of an index function that show at some point of the domain: along a loop of one step a stride is none.
  private List<Change<IndexExpr>> of(IndexExpr index) {
    return IndexErrors.of(index).stream().filter(c -> index.hasLoad() || !same(index, c.value())).toList();
  }

  private boolean same(IndexExpr a, IndexExpr b) {
    int[] extents = s.axes().stream().mapToInt(x -> x.extent().at(2)).toArray();
    int[] at = new int[extents.length];
    int axis = 0;
    while (axis >= 0) {
      if (a.at(i -> at[i]) != b.at(i -> at[i])) {
        return false;
      }
      axis = extents.length - 1;
      while (axis >= 0 && (!a.uses(axis) || ++at[axis] >= extents[axis])) {
        at[axis--] = 0;
      }
    }
    return true;
  }

  /// The last index of each loop left out.
  private void loops() {
    for (int a = 0; a < s.axes().size(); a++) {
      Axis axis = s.axes().get(a);
      if (!axis.extent().perBatch() && axis.extent().count() > 1) {
        List<Axis> axes = with(s.axes(), a, new Axis(axis.name(), Dim.of(axis.extent().count() - 1)));
        all.add(new Change<>(Kind.WINDOW, "loop " + axis + " one short", s.over(axes, s.reads(), s.write())));
      }
    }
  }

  private void read(int k) {
    Access read = s.reads().get(k);
    List<IndexExpr> map = read.map();
    for (int d = 0; d < map.size(); d++) {
      int dim = d;
      of(map.get(d)).forEach(c -> add("r" + k + " at ", c, reading(k, read, with(map, dim, c.value()))));
    }
    if (map.size() > 1 && !map.getFirst().equals(map.getLast())) {
      var swapped = new ArrayList<>(map);
      Collections.swap(swapped, 0, map.size() - 1);
      all.add(new Change<>(Kind.INDEX, "r" + k + " at its indices in another order", reading(k, read, swapped)));
    }
    for (int other = k + 1; other < s.reads().size(); other++) {
      Access second = s.reads().get(other);
      if (second.operand() != read.operand() && second.map().size() == map.size()) {
        List<Access> reads = with(s.reads(), k, new Access(second.operand(), map, read.outside()));
        all.add(new Change<>(Kind.OPERAND, "r" + k + " and r" + other + " swapped",
            s.withReads(with(reads, other, new Access(read.operand(), second.map(), second.outside())))));
      }
    }
    if (read.outside() == Access.Outside.SKIP) {
      all.add(new Change<>(Kind.MASK, "r" + k + " reads 0 outside", s.withReads(with(s.reads(), k, read.outside(Access.Outside.ZERO)))));
    }
  }

  private Structure reading(int k, Access read, List<IndexExpr> map) {
    return s.withReads(with(s.reads(), k, new Access(read.operand(), map, read.outside())));
  }

  private void combine() {
    Combine other = switch (s.combine()) {
      case MAX -> Combine.MIN;
      case MIN -> Combine.MAX;
      case FIRST_MAX -> Combine.FIRST_MIN;
      case FIRST_MIN -> Combine.FIRST_MAX;
      case PRODUCT -> Combine.SUM;
      case ASSIGN, SUM -> s.combine();
    };
    if (other != s.combine()) {
      all.add(new Change<>(Kind.OPERAND, s.combine().text() + " -> " + other.text(), s.withCombine(other)));
    }
  }

  private void add(String where, Change<?> part, Structure whole) {
    all.add(new Change<>(part.kind(), where + part.text(), whole));
  }

  private static <T> List<T> with(List<T> list, int at, T value) {
    var copy = new ArrayList<>(list);
    copy.set(at, value);
    return copy;
  }
}
