package jacquard.compiler.nest;

import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Where a loop nest reads and writes: flat offsets as functions of the loop indices, and the checks they need.
///
/// An index needs a check where it can leave its dimension and the buffer's halo does not cover it: a halo holds zeros, which is what a
/// read outside means; a read that skips its point is always checked.
public final class Addresses {
  /// `0 ≤ index < extent` must hold.
  public record Check(IndexExpr index, Dim extent) {}

  private final LoopNest nest;
  private final IndexSimplifier overAxes;
  private final IndexSimplifier overLoops;
  /// Each axis as a function of the loops' indices.
  private final List<IndexExpr> indices;
  private final List<IndexExpr> reads = new ArrayList<>();
  private final List<List<Check>> readChecks = new ArrayList<>();
  private final IndexExpr write;
  private final List<Check> writeChecks;

  public Addresses(LoopNest nest) {
    this.nest = nest;
    this.overAxes = new IndexSimplifier(nest.structure().axes());
    this.overLoops = new IndexSimplifier(IntStream.range(0, nest.schedule().loops().size())
        .mapToObj(l -> new Axis("", nest.extent(l))).toList());
    this.indices = IntStream.range(0, nest.structure().axes().size()).mapToObj(nest.schedule()::index).toList();
    for (Access read : nest.structure().reads()) {
      Buffer buffer = nest.operands().get(read.operand());
      reads.add(offset(read.map(), buffer));
      readChecks.add(checks(read.map(), buffer, read.outside() != Access.Outside.SKIP));
    }
    write = offset(nest.structure().write(), nest.result());
    writeChecks = checks(nest.structure().write(), nest.result(), false);
  }

  public IndexExpr read(int access) {
    return reads.get(access);
  }

  public List<Check> readChecks(int access) {
    return readChecks.get(access);
  }

  public IndexExpr write() {
    return write;
  }

  public List<Check> writeChecks() {
    return writeChecks;
  }

  private List<Check> checks(List<IndexExpr> map, Buffer buffer, boolean haloCounts) {
    var checks = new ArrayList<Check>();
    Layout layout = buffer.layout();
    for (int d = 0; d < map.size(); d++) {
      Dim extent = buffer.type().shape().dim(d);
      boolean inside = IndexRange.inside(map.get(d), nest.structure().axes(), extent);
      if (!inside && haloCounts && !extent.perBatch()) {
        inside = overAxes.within(map.get(d), -layout.lo().get(d), extent.count() + layout.hi().get(d));
      }
      if (!inside) {
        checks.add(coarse(new Check(overLoops(map.get(d)), extent)));
      }
    }
    return checks;
  }

  private IndexExpr offset(List<IndexExpr> map, Buffer buffer) {
    return overLoops(Offsets.of(map, buffer));
  }

  /// The same check of blocks, `0 ≤ ⌊index / k⌋ < extent / k`, where `k` divides the extent and no index within a block matters: lanes of
  /// one block lie inside or outside together.
  private Check coarse(Check check) {
    for (IndexExpr.Term term : check.index().terms()) {
      int k = Math.abs(term.factor());
      if (k > 1 && !check.extent().perBatch() && check.extent().count() % k == 0) {
        IndexExpr block = overLoops.simplify(check.index().floorDiv(k));
        if (block.isAffine()) {
          return new Check(block, Dim.of(check.extent().count() / k));
        }
      }
    }
    return check;
  }

  /// An expression over axes as one over loops; the maps of its loads become flat offsets.
  public IndexExpr overLoops(IndexExpr expr) {
    IndexExpr moved = expr.substitute(indices::get);
    return overLoops.simplify(moved.hasLoad() ? moved.mapLoads(this::flat) : moved);
  }

  private IndexExpr flat(IndexExpr.Atom.Load load) {
    return IndexExpr.load(load.operand(), List.of(Offsets.of(load.map(), nest.operands().get(load.operand()))));
  }
}
