package jacquard.compiler.pass.merge;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.Blocking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What becomes one convolution: its parts in order, where the channels of each begin in the common result, and how many that has.
record Merge(List<Sibling> parts, List<Integer> offsets, int total) {
  /// Every part begins at a block of lanes, where a slice is read in place; those from `filled` on follow each other directly.
  static Merge inBlocks(List<Sibling> parts, int filled) {
    int block = block(parts);
    var offsets = new ArrayList<Integer>();
    int total = 0;
    for (int i = 0; i < parts.size(); i++) {
      offsets.add(total);
      total += i < filled ? Math.ceilDiv(parts.get(i).channels(), block) * block : parts.get(i).channels();
    }
    return new Merge(parts, offsets, total);
  }

  /// All parts one after the other.
  static Merge together(List<Sibling> parts) {
    return inBlocks(parts, 0);
  }

  /// Each part of depthwise convolutions where its slice lies in the value that all read.
  static Merge inPlace(List<Sibling> parts) {
    List<Sibling> ordered = parts.stream().sorted(Comparator.comparingInt(Sibling::firstChannel)).toList();
    int channels = ordered.getFirst().key().input().type().shape().extent(1);
    return new Merge(ordered, ordered.stream().map(Sibling::firstChannel).toList(), channels);
  }

  /// Channels that are asked for.
  int used() {
    return parts.stream().mapToInt(Sibling::channels).sum();
  }

  boolean isMostlyUsed() {
    return total <= used() * (1 + Worth.FILLING);
  }

  /// Whether all that is computed is one block of lanes, more than half of them in use.
  boolean isOneBlock() {
    return total <= block(parts) && 2 * used() > block(parts);
  }

  boolean overlaps() {
    for (int i = 1; i < parts.size(); i++) {
      if (offsets.get(i) < offsets.get(i - 1) + parts.get(i - 1).channels()) {
        return true;
      }
    }
    return false;
  }

  /// Channels that nobody reads in front of part `i`, of the whole result for `i` beyond the last.
  int unusedBefore(int i) {
    int end = i == 0 ? 0 : offsets.get(i - 1) + parts.get(i - 1).channels();
    return (i == parts.size() ? total : offsets.get(i)) - end;
  }

  private static int block(List<Sibling> parts) {
    return Blocking.of(parts.getFirst().conv().type().dtype());
  }
}
