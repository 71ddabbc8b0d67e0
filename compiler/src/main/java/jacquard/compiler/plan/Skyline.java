package jacquard.compiler.plan;

import java.util.List;

/// Places one block after the other on top of all that are alive with it: no gap is filled, in `log n` for each block.
///
/// A segment tree over executions holds the height reached so far: `highest` below a node, and `floor`, the height of what covers all of
/// it.
/// In the order of falling life, blocks that are nested like brackets lie without gaps.
final class Skyline {
  private final long[] highest;
  private final long[] floor;
  private final int leaves;

  private Skyline(int times) {
    this.leaves = Math.max(2, Integer.highestOneBit(Math.max(1, times - 1)) * 2);
    this.highest = new long[2 * leaves];
    this.floor = new long[2 * leaves];
  }

  /// The offset of each of `blocks`, placed in the order of the numbers `order`.
  static long[] place(List<Block> blocks, List<Integer> order) {
    var skyline = new Skyline(blocks.stream().mapToInt(b -> b.span().last()).max().orElse(-1) + 2);
    long[] offsets = new long[blocks.size()];
    for (int number : order) {
      Block block = blocks.get(number);
      int first = block.span().first() + 1;
      int last = block.span().last() + 1;
      offsets[number] = skyline.height(1, 0, skyline.leaves, first, last);
      skyline.raise(1, 0, skyline.leaves, first, last, offsets[number] + block.elements());
    }
    return offsets;
  }

  private long height(int node, int lo, int hi, int first, int last) {
    if (last < lo || hi <= first) {
      return 0;
    }
    if (first <= lo && hi - 1 <= last) {
      return highest[node];
    }
    int middle = (lo + hi) / 2;
    return Math.max(floor[node], Math.max(height(2 * node, lo, middle, first, last), height(2 * node + 1, middle, hi, first, last)));
  }

  private void raise(int node, int lo, int hi, int first, int last, long height) {
    if (last < lo || hi <= first) {
      return;
    }
    highest[node] = Math.max(highest[node], height);
    if (first <= lo && hi - 1 <= last) {
      floor[node] = Math.max(floor[node], height);
      return;
    }
    int middle = (lo + hi) / 2;
    raise(2 * node, lo, middle, first, last, height);
    raise(2 * node + 1, middle, hi, first, last, height);
  }
}
