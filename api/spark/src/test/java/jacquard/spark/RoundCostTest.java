package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// The arithmetic of a step's cost.
class RoundCostTest {
  @Test
  void workersSendAsFewSumsAsTheTreeAllows() {
    var cost = new RoundCost(0, 8, 0, 0, 0, 0, RoundCost.Network.LOOPBACK);
    assertEquals(1, cost.parts(1));
    assertEquals(2, cost.parts(2));
    assertEquals(5, cost.parts(3)); // shards 0 to 2: 01, 2; 3 to 5: 3, 45; 6 and 7: 67
    assertEquals(4, cost.parts(4));
    assertEquals(8, cost.parts(8));
    assertEquals(2, new RoundCost(0, 3, 0, 0, 0, 0, RoundCost.Network.LOOPBACK).parts(2)); // 01, 2
  }

  @Test
  void computeIsDividedAndTheRestIsNot() {
    var free = new RoundCost(0, 256, 1, 0, 0, 0, new RoundCost.Network(0, 1e9));
    assertEquals(256, free.speedup(256), 1e-9);
    assertEquals(256 / 86.0, free.speedup(3), 1e-9);
    assertEquals(256, free.speedup(1000), 1e-9);
    var large = new RoundCost(1_000_000_000, 256, 1, 0, 0, 0, RoundCost.Network.TEN_GIGABIT);
    assertTrue(large.seconds(256) > 256 / 1.125, "the driver takes in 256 sums of a gigabyte");
  }
}
