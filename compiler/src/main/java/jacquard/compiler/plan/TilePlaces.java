package jacquard.compiler.plan;

import jacquard.compiler.cost.Sharing;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.TileGrid;
import java.util.stream.IntStream;

/// Which tiles of a nest are blocks of channels over the same places, so that threads may divide the places ([TileGrid]).
///
/// They are where one example's tiles run over blocks of the lanes' axis, then others, and the weights, which each thread then reads
/// whole, are not much larger than the maps ([Sharing#WEIGHTS_OF_MAPS]). Several examples are divided as they are.
final class TilePlaces {
  private TilePlaces() {}

  /// The tiles of a call for so many examples.
  static TileGrid grid(LoopNest nest, int examples) {
    int all = Math.toIntExact(nest.tiles(examples));
    int blocks = blockLoop(nest);
    if (blocks < 0 || IntStream.range(0, blocks).anyMatch(l -> tiles(nest, l, examples) > 1)) {
      return TileGrid.row(all);
    }
    int count = tiles(nest, blocks, examples);
    return new TileGrid(count, all / count);
  }

  private static int tiles(LoopNest nest, int loop, int examples) {
    return Math.ceilDiv(nest.extent(loop).at(examples), nest.schedule().step(loop));
  }

  /// The loop over blocks, or -1 where tiles are a row.
  static int blockLoop(LoopNest nest) {
    Schedule schedule = nest.schedule();
    if (schedule.vector() < 0) {
      return -1;
    }
    int axis = schedule.loops().get(schedule.vector()).axis();
    int blocks = IntStream.range(0, schedule.parallel())
        .filter(l -> schedule.loops().get(l).axis() == axis && schedule.loops().get(l).part() == Loop.Part.BLOCKS).findFirst().orElse(-1);
    boolean ofExamples = blocks > 0 && IntStream.range(0, blocks).allMatch(l -> nest.extent(l).perBatch());
    return ofExamples && blocks < schedule.parallel() - 1 && isWorthWeights(nest, blocks) ? blocks : -1;
  }

  private static boolean isWorthWeights(LoopNest nest, int blocks) {
    int[] places = IntStream.range(blocks + 1, nest.schedule().parallel()).map(l -> nest.schedule().loops().get(l).axis()).toArray();
    long weights = 0;
    long maps = nest.result().type().shape().size(1);
    for (Access read : nest.structure().reads()) {
      long size = nest.operands().get(read.operand()).type().shape().size(1);
      if (IntStream.of(places).anyMatch(axis -> read.map().stream().anyMatch(i -> i.uses(axis)))) {
        maps += size;
      } else {
        weights += size;
      }
    }
    return weights <= Sharing.WEIGHTS_OF_MAPS * maps;
  }
}
