package jacquard.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.plan.Lifetimes.Span;
import jacquard.ir.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Blocks alive at the same time lie apart, whatever their spans and sizes.
class ArenaPackingTest {
  /// The bytes up to the first cache line, which no block can have.
  private static final long BEFORE_FIRST = DType.F32.bytes() * Block.first(DType.F32);
  private static final int CASES = 300;

  @Test
  void blocksAliveTogetherLieApart() {
    var random = new SplittableRandom(7);
    double worst = 1;
    for (int c = 0; c < CASES; c++) {
      List<Block> blocks = c % 2 == 0 ? scattered(random) : nested(random);
      long least = ArenaBlocks.lowerBound(blocks);
      List<Integer> defined = IntStream.range(0, blocks.size()).boxed().toList();
      requireApart(blocks, Skyline.place(blocks, defined));
      long[] first = FirstFit.place(blocks, defined);
      requireApart(blocks, first);
      long packed = new ArenaPacking(blocks).elements().bytes() - BEFORE_FIRST;
      assertTrue(packed >= least && packed <= height(blocks, first), packed + " bytes, lower bound " + least);
      worst = Math.max(worst, (double) packed / least);
    }
    assertTrue(worst < 1.15, "the worst arena is " + worst + " times the lower bound");
  }

  @Test
  void valuesNestedLikeBracketsLieWithoutGaps() {
    int layers = 3000;
    List<Block> blocks = IntStream.range(0, layers).mapToObj(l -> block(16 * (1 + l % 7), new Span(l, 2 * layers - l))).toList();
    assertEquals(BEFORE_FIRST + ArenaBlocks.lowerBound(blocks), new ArenaPacking(blocks).elements().bytes());
  }

  @Test
  void theLowerBoundIsTheLargestSetAliveAtOneTime() {
    List<Block> blocks =
        List.of(block(16, new Span(-1, 2)), block(32, new Span(2, 3)), block(64, new Span(3, 4)), block(16, new Span(5, 5)));
    assertEquals(4 * (32 + 64), ArenaBlocks.lowerBound(blocks));
  }

  private static List<Block> scattered(SplittableRandom random) {
    return random.ints(random.nextInt(1, 80), -1, 60)
        .mapToObj(first -> block(16 * random.nextInt(1, 64), new Span(first, first + random.nextInt(0, 20)))).toList();
  }

  /// As a training step has it: every layer's value is needed again on the way back, beside short-lived ones.
  private static List<Block> nested(SplittableRandom random) {
    var blocks = new ArrayList<Block>();
    int layers = random.nextInt(2, 40);
    for (int l = 0; l < layers; l++) {
      blocks.add(block(16 * random.nextInt(1, 64), new Span(l, 2 * layers - l)));
      blocks.add(block(16 * random.nextInt(1, 64), new Span(2 * layers - l, 2 * layers - l + random.nextInt(1, 3))));
    }
    return blocks;
  }

  private static Block block(long elements, Span span) {
    return new Block(DType.F32, elements, span, List.of());
  }

  private static long height(List<Block> blocks, long[] offsets) {
    return IntStream.range(0, offsets.length).mapToLong(b -> 4 * (offsets[b] + blocks.get(b).elements())).max().orElse(0);
  }

  private static void requireApart(List<Block> blocks, long[] offsets) {
    for (int a = 0; a < offsets.length; a++) {
      for (int b = 0; b < a; b++) {
        boolean apart = offsets[a] + blocks.get(a).elements() <= offsets[b] || offsets[b] + blocks.get(b).elements() <= offsets[a];
        assertTrue(apart || !blocks.get(a).span().overlaps(blocks.get(b).span()), blocks + " at " + Arrays.toString(offsets));
      }
    }
  }
}
