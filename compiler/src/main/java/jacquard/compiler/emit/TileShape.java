package jacquard.compiler.emit;

import java.util.Comparator;

/// How many rows and lane blocks one call of a tile method computes.
record TileShape(int rows, int blocks) implements Comparable<TileShape> {
  private static final Comparator<TileShape> ORDER = Comparator.comparingInt(TileShape::rows).thenComparingInt(TileShape::blocks);

  String method() {
    return "tile" + rows + "x" + blocks;
  }

  @Override
  public int compareTo(TileShape other) {
    return ORDER.compare(this, other);
  }
}
