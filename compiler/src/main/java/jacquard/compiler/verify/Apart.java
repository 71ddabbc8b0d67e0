package jacquard.compiler.verify;

import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import java.util.stream.IntStream;

/// Whether a nest reads one part of a value and writes another, as a convolution of one part of a concatenation whose result is the next
/// part.
final class Apart {
  private Apart() {}

  /// Whether operand number `operand`, which is the value that `nest` writes too, is read where nothing is written: in some dimension all
  /// indices that are read, those of the halo among them, lie before all that are written, or after.
  static boolean allows(LoopNest nest, int operand) {
    boolean alike = nest.operands().get(operand).type().equals(nest.result().type())
        && nest.operands().get(operand).layout().equals(nest.result().layout());
    return alike && nest.structure().indexOperands().noneMatch(o -> o == operand) && nest.structure().reads().stream()
        .filter(r -> r.operand() == operand).allMatch(r -> IntStream.range(0, r.map().size()).anyMatch(d -> differs(nest, r, d)));
  }

  private static boolean differs(LoopNest nest, Access read, int d) {
    Dim extent = nest.result().type().shape().dim(d);
    List<Axis> axes = nest.structure().axes();
    IndexExpr write = nest.structure().write().get(d);
    // Reads that leave the dimension are not made, or are of the halo, which no step but the one that clears it writes.
    if (extent.perBatch() || write.hasLoad() || read.map().get(d).hasLoad()) {
      return false;
    }
    IndexRange from = IndexRange.of(read.map().get(d), axes);
    IndexRange to = IndexRange.of(write, axes);
    return from.hi().atMost(to.lo()) || to.hi().atMost(from.lo());
  }
}
