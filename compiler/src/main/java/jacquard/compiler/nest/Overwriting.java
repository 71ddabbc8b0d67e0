package jacquard.compiler.nest;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.stream.IntStream;

/// Whether a nest may write its result over one of its operands.
///
/// Every point must have read what it needs before another point, or a vector of points, writes it. That holds where each read of the
/// operand is of the very element that is written, and each element is computed once.
public final class Overwriting {
  private Overwriting() {}

  /// Guards: the buffers are alike, so that equal offsets are equal elements; no index is loaded from the operand; no point, read or write
  /// is left out at a border; no element is added to in memory; a register tile computes no row twice and reads the operand in its epilogue
  /// alone, before it stores.
  public static boolean allows(LoopNest nest, int operand) {
    return (nest.schedule().tile().isEmpty() || TileStores.storesOnce(nest)) && isPossible(nest, operand);
  }

  /// Whether some operand of `nest`, as the other summand of a residual or the momentum of an update, may be written over if its register
  /// tile stores each element once. Tiles are made to: what a plan can write in place, and so its memory, does not depend on their size.
  public static boolean isPossible(LoopNest nest) {
    return IntStream.range(0, nest.operands().size()).anyMatch(o -> isPossible(nest, o));
  }

  private static boolean isPossible(LoopNest nest, int operand) {
    Structure s = nest.structure();
    int[] reads = IntStream.range(0, s.reads().size()).filter(k -> s.reads().get(k).operand() == operand).toArray();
    boolean maybe = isAlike(nest.operands().get(operand), nest.result()) && s.writesApart()
        && s.indexOperands().noneMatch(o -> o == operand) && s.reads().stream().noneMatch(r -> r.outside() == Access.Outside.SKIP)
        && IntStream.of(reads).allMatch(k -> s.reads().get(k).outside() != Access.Outside.FACTOR);
    if (!maybe) {
      return false;
    }
    var addresses = new Addresses(nest);
    return addresses.writeChecks().isEmpty()
        && IntStream.of(reads).allMatch(k -> addresses.readChecks(k).isEmpty() && addresses.read(k).equals(addresses.write()));
  }

  private static boolean isAlike(Buffer operand, Buffer result) {
    return operand.type().equals(result.type()) && operand.layout().equals(result.layout());
  }
}
