package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which tiles the threads of a call take.
class TileGridTest {
  private static final int EACH = 8;
  private static final int MOST = 1 << 16;

  /// From the front a thread meets the first half of the places of every block, from the back another thread the second.
  @Test
  void twoThreadsDivideThePlaces() {
    var grid = new TileGrid(3, 10);
    int parts = grid.parts(2, EACH, MOST);
    assertEquals(3, parts);
    List<List<Integer>> tiles = chunks(grid, 2, parts);
    assertEquals(2 * 3 * 3, tiles.size());
    assertEquals(List.of(0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24), joined(tiles.subList(0, 9)));
    assertEquals(List.of(5, 6, 7, 8, 9, 15, 16, 17, 18, 19, 25, 26, 27, 28, 29), joined(tiles.subList(9, 18)));
  }

  @Test
  void everyTileIsInOneChunk() {
    for (int threads : new int[] {2, 3, 7, 64}) {
      for (int blocks : new int[] {2, 5, 16}) {
        for (int places : new int[] {64, 65, 130, 227}) {
          var grid = new TileGrid(blocks, places);
          List<Integer> all = joined(chunks(grid, threads, grid.parts(threads, EACH, MOST))).stream().sorted().toList();
          assertEquals(IntStream.range(0, grid.tiles()).boxed().toList(), all, grid + ", " + threads + " threads");
        }
      }
    }
  }

  /// Fewer places than threads, more chunks than can be counted, one block.
  @Test
  void whatCannotBeDividedIsARow() {
    assertEquals(0, new TileGrid(4, 2).parts(3, EACH, MOST));
    assertEquals(0, new TileGrid(MOST, 2).parts(2, EACH, MOST));
    assertEquals(0, TileGrid.row(100).parts(2, EACH, MOST));
    var row = TileGrid.row(10);
    assertEquals(List.of(3, 4, 5), IntStream.range(row.first(1, 3, 0), row.end(1, 3, 0)).boxed().toList());
  }

  @Test
  void tooManyTiles() {
    assertThrows(IllegalArgumentException.class, () -> new TileGrid(1 << 16, 1 << 16));
    assertThrows(IllegalArgumentException.class, () -> new TileGrid(0, 1));
  }

  private static List<List<Integer>> chunks(TileGrid grid, int threads, int parts) {
    int count = threads * grid.blocks() * parts;
    return IntStream.range(0, count)
        .mapToObj(c -> IntStream.range(grid.first(c, count, parts), grid.end(c, count, parts)).boxed().toList()).toList();
  }

  private static List<Integer> joined(List<List<Integer>> lists) {
    var all = new ArrayList<Integer>();
    lists.forEach(all::addAll);
    return all.stream().sorted().toList();
  }
}
