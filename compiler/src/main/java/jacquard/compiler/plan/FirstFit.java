package jacquard.compiler.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Places one block after the other, each at the lowest offset that is free over its whole life.
///
/// The blocks already placed that are alive with a new one are those that start within its life, found by their start, and those alive
/// at its start, found on one path of a segment tree. So the work grows with the number of overlapping pairs.
final class FirstFit {
  private final List<Block> blocks;
  private final long[] offsets;
  /// Placed blocks by their first execution.
  private final List<List<Integer>> starting;
  /// Placed blocks by the nodes of a segment tree over executions that make up their span.
  private final List<List<Integer>> covering;
  private final int leaves;

  private FirstFit(List<Block> blocks) {
    this.blocks = blocks;
    this.offsets = new long[blocks.size()];
    int times = blocks.stream().mapToInt(b -> b.span().last()).max().orElse(-1) + 2;
    this.leaves = Math.max(2, Integer.highestOneBit(Math.max(1, times - 1)) * 2);
    this.starting = lists(times);
    this.covering = lists(2 * leaves);
  }

  private static List<List<Integer>> lists(int count) {
    var lists = new ArrayList<List<Integer>>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>(0));
    }
    return lists;
  }

  /// The offset of each of `blocks`, placed in the order of the numbers `order`.
  static long[] place(List<Block> blocks, List<Integer> order) {
    var fit = new FirstFit(blocks);
    order.forEach(fit::place);
    return fit.offsets;
  }

  private void place(int number) {
    Block block = blocks.get(number);
    var together = new ArrayList<Integer>();
    // Executions count from -1, the inputs.
    int first = block.span().first() + 1;
    int last = block.span().last() + 1;
    for (int t = first + 1; t <= last; t++) {
      together.addAll(starting.get(t));
    }
    for (int node = leaves + first; node > 0; node /= 2) {
      together.addAll(covering.get(node));
    }
    offsets[number] = lowest(together, block.elements());
    starting.get(first).add(number);
    int lo = leaves + first;
    int hi = leaves + last + 1;
    while (lo < hi) {
      if (lo % 2 == 1) {
        covering.get(lo++).add(number);
      }
      if (hi % 2 == 1) {
        covering.get(--hi).add(number);
      }
      lo /= 2;
      hi /= 2;
    }
  }

  private long lowest(List<Integer> together, long size) {
    long[][] taken = new long[together.size()][];
    for (int i = 0; i < taken.length; i++) {
      int other = together.get(i);
      taken[i] = new long[] {offsets[other], offsets[other] + blocks.get(other).elements()};
    }
    Arrays.sort(taken, (a, b) -> Long.compare(a[0], b[0]));
    long offset = 0;
    for (long[] range : taken) {
      if (range[0] >= offset + size) {
        break;
      }
      offset = Math.max(offset, range[1]);
    }
    return offset;
  }
}
