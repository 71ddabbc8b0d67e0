package jacquard.api.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
  @Test
  void permutes() {
    int[] order = Shuffle.order(1, 0, 1000);
    assertArrayEquals(IntStream.range(0, 1000).toArray(), Arrays.stream(order).sorted().toArray());
  }

  @Test
  void dependsOnSeedAndEpochAlone() {
    int[] order = Shuffle.order(1, 2, 100);
    assertArrayEquals(order, Shuffle.order(1, 2, 100));
    assertFalse(Arrays.equals(order, Shuffle.order(1, 3, 100)));
    assertFalse(Arrays.equals(order, Shuffle.order(2, 2, 100)));
    assertArrayEquals(new int[] {1, 4, 6, 5, 3, 0, 7, 2}, Shuffle.order(7, 0, 8));
  }

  @Test
  void reachesEveryPermutationEquallyOften() {
    var seen = new HashMap<String, Integer>();
    for (int epoch = 0; epoch < 6000; epoch++) {
      seen.merge(Arrays.toString(Shuffle.order(5, epoch, 3)), 1, Integer::sum);
    }
    assertEquals(6, seen.size());
    // A count has mean 1000 and standard deviation 29.
    seen.forEach((order, count) -> assertEquals(1000, count, 120, order));
  }
}
