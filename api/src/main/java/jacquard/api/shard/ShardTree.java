package jacquard.api.shard;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Adds up shards in one binary tree, in whatever order they come: node `i` of a level is the sum of nodes `2i` and `2i + 1` of the level
/// below, and the last node of an odd level moves up as it is.
///
/// So the sum has the same bits whoever added which part of it. Whoever has some of the shards sends [#parts]: with shards
/// in a row, those are few.
public final class ShardTree {
  private final int shards;
  private final TreeMap<Node, ShardSum> open = new TreeMap<>();

  private record Node(int level, int index) implements Serializable, Comparable<Node> {
    @Override
    public int compareTo(Node other) {
      return level != other.level ? Integer.compare(level, other.level) : Integer.compare(index, other.index);
    }
  }

  /// A sum, and its place in the tree.
  public record Part(int level, int index, ShardSum sum) implements Serializable {}

  public ShardTree(int shards) {
    this.shards = shards;
  }

  /// Takes the sum of one shard; each shard comes once.
  public void add(int shard, ShardSum sum) {
    add(new Part(0, shard, sum));
  }

  /// Takes a part of another tree over the same shards.
  public void add(Part part) {
    int level = part.level();
    int index = part.index();
    ShardSum sum = part.sum();
    while (nodes(level) > 1) {
      boolean last = (index ^ 1) >= nodes(level);
      ShardSum sibling = last ? null : open.remove(new Node(level, index ^ 1));
      if (!last && sibling == null) {
        break;
      }
      if (sibling != null) {
        sum = (index & 1) == 0 ? sum.add(sibling) : sibling.add(sum);
      }
      level++;
      index >>= 1;
    }
    open.put(new Node(level, index), sum);
  }

  private int nodes(int level) {
    return level >= Integer.SIZE - 1 ? 1 : (int) Math.ceilDiv((long) shards, 1L << level);
  }

  /// The sums that wait for others, in order.
  public List<Part> parts() {
    return open.entrySet().stream().map(e -> new Part(e.getKey().level(), e.getKey().index(), e.getValue())).toList();
  }

  /// The sum of all shards.
  public ShardSum sum() {
    Map.Entry<Node, ShardSum> only = open.firstEntry();
    if (open.size() != 1 || nodes(only.getKey().level()) != 1) {
      throw new IllegalStateException("shards are missing: only " + open.keySet() + " of " + shards);
    }
    return only.getValue();
  }
}
