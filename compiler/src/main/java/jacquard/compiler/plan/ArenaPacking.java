package jacquard.compiler.plan;

import jacquard.ir.DType;
import jacquard.runtime.Elements;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Places blocks in one arena per element type so that blocks alive at the same time do not overlap.
///
/// Several orders are tried and the smallest arena is kept: largest first, largest times longest first, longest first, in order of
/// definition. Which is best depends on the network: values of a training step are nested in each other like brackets, those of inference
/// follow each other.
/// The number of overlapping pairs bounds the work of [FirstFit]; long training steps, where it grows with the square of the length, are
/// placed by [Skyline] alone.
///
/// Source: Pisarchyk & Lee 2020, arXiv:2001.03288, "Efficient memory management for deep neural net inference", greedy by size.
final class ArenaPacking {
  /// Pairs of blocks alive together up to which every order is tried: some tenths of a second.
  private static final long MANY_PAIRS = 4_000_000;

  private final Map<Instance, Long> offsets = new IdentityHashMap<>();
  private Elements elements = Elements.NONE;

  ArenaPacking(List<Block> blocks) {
    for (DType type : DType.values()) {
      place(blocks.stream().filter(b -> b.type() == type).toList(), type);
    }
  }

  private void place(List<Block> blocks, DType type) {
    if (blocks.isEmpty()) {
      return;
    }
    long least = ArenaBlocks.lowerBound(blocks) / type.bytes();
    long[] best = new long[0];
    long bestHeight = Long.MAX_VALUE;
    boolean many = pairs(blocks) > MANY_PAIRS;
    for (Comparator<Block> order : orders()) {
      List<Integer> ordered = sorted(blocks, order);
      long[] placed = many ? Skyline.place(blocks, ordered) : FirstFit.place(blocks, ordered);
      long height = height(blocks, placed);
      if (height < bestHeight) {
        best = placed;
        bestHeight = height;
      }
      if (height == least) {
        break;
      }
    }
    for (int b = 0; b < best.length; b++) {
      long offset = Block.first(type) + best[b];
      blocks.get(b).members().forEach(m -> offsets.put(m, offset));
    }
    elements = elements.with(type, Block.first(type) + bestHeight);
  }

  private static List<Comparator<Block>> orders() {
    return List.of(Comparator.comparingLong(b -> -b.elements()), Comparator.comparingDouble(b -> -(double) b.elements() * length(b)),
        Comparator.<Block>comparingInt(b -> -length(b)).thenComparingLong(b -> -b.elements()),
        (a, b) -> 0);
  }

  private static int length(Block block) {
    return block.span().last() - block.span().first() + 1;
  }

  /// The numbers of `blocks` in `order`; among equals the one defined first.
  private static List<Integer> sorted(List<Block> blocks, Comparator<Block> order) {
    Integer[] numbers = new Integer[blocks.size()];
    Arrays.setAll(numbers, i -> i);
    Arrays.sort(numbers, Comparator.comparing(blocks::get, order));
    return List.of(numbers);
  }

  private static long height(List<Block> blocks, long[] offsets) {
    long height = 0;
    for (int b = 0; b < offsets.length; b++) {
      height = Math.max(height, offsets[b] + blocks.get(b).elements());
    }
    return height;
  }

  /// How many pairs of blocks are alive at the same time.
  private static long pairs(List<Block> blocks) {
    int[] firsts = blocks.stream().mapToInt(b -> b.span().first()).sorted().toArray();
    int[] lasts = blocks.stream().mapToInt(b -> b.span().last()).sorted().toArray();
    long pairs = 0;
    int ended = 0;
    for (int started = 0; started < firsts.length; started++) {
      while (lasts[ended] < firsts[started]) {
        ended++;
      }
      pairs += started - ended;
    }
    return pairs;
  }

  int offset(Instance instance) {
    return Math.toIntExact(Objects.requireNonNull(offsets.get(instance)));
  }

  boolean contains(Instance instance) {
    return offsets.containsKey(instance);
  }

  Elements elements() {
    return elements;
  }
}
