package jacquard.compiler.emit;

import java.util.Comparator;

/// How many rows and lane blocks one call of a tile method computes, and whether for so few examples that their sum has one run
/// ([jacquard.ir.loop.SumOrder#inOneRun]).
record TileShape(int rows, int blocks, boolean inOneRun) implements Comparable<TileShape> {
  private static final Comparator<TileShape> ORDER = Comparator.comparingInt(TileShape::rows).thenComparingInt(TileShape::blocks)
      .thenComparing(TileShape::inOneRun);

  String method() {
    return "tile" + rows + "x" + blocks + (inOneRun ? "inOneRun" : "");
  }

  @Override
  public int compareTo(TileShape other) {
    return ORDER.compare(this, other);
  }
}
