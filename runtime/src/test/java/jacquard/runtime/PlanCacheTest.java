package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
  private final List<Integer> planned = new ArrayList<>();
  private final PlanCache cache = new PlanCache(batch -> {
    planned.add(batch);
    if (batch == 99) {
      throw new IllegalStateException();
    }
    return new BoundPlan(new Plan(batch, List.of(), Elements.NONE, List.of(), List.of()), new Kernel[0]);
  });

  @Test
  void keepsThePlanOfABatchSize() {
    assertSame(cache.get(128), cache.get(128));
    assertEquals(List.of(128), planned);
  }

  @Test
  void forgetsTheOneUnusedForLongest() {
    for (int batch = 1; batch <= PlanCache.CAPACITY; batch++) {
      cache.get(batch);
    }
    cache.get(1);
    cache.get(9);
    assertArrayEquals(new int[] {9, 1, 8, 7, 6, 5, 4, 3}, cache.batches());
    planned.clear();
    cache.get(1);
    cache.get(3);
    cache.get(2);
    assertEquals(List.of(2), planned);
    assertArrayEquals(new int[] {2, 3, 1, 9, 8, 7, 6, 5}, cache.batches());
  }

  @Test
  void aPlannerThatThrowsLeavesItAsItWas() {
    cache.get(4);
    assertThrows(IllegalStateException.class, () -> cache.get(99));
    assertArrayEquals(new int[] {4}, cache.batches());
  }
}
