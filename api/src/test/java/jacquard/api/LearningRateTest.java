package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Schedules at their corners; the one-cycle values are PyTorch's formula worked out by hand.
final class LearningRateTest {
  @Test
  void oneCycleRisesAndFallsAsInPyTorch() {
    LearningRate rate = LearningRate.oneCycle(0.1);
    // 100 steps: the rise ends at step 0.3·100 − 1 = 29, the fall at step 99.
    assertEquals(0.004, rate.at(0, 100), 1e-15);
    assertEquals(0.1, rate.at(29, 100), 1e-15);
    assertEquals(4e-7, rate.at(99, 100), 1e-15);
    assertEquals(4e-7 + (0.1 - 4e-7) / 2 * (1 + Math.cos(Math.PI * 35 / 70.0)), rate.at(64, 100), 1e-15);
    assertEquals(4e-7, rate.at(0, 1), 1e-15);
  }

  @Test
  void cosineFallsToZero() {
    LearningRate rate = LearningRate.cosine(0.1);
    assertEquals(0.1, rate.at(0, 10));
    assertEquals(0.05, rate.at(5, 10), 1e-15);
  }

  @Test
  void constantStays() {
    assertEquals(0.1, LearningRate.constant(0.1).at(7, 10));
  }
}
