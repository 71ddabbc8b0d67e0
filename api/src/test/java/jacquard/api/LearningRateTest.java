package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jacquard.ir.UserError;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Schedules against their closed forms; the one-cycle values are PyTorch's formula worked out by hand.
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
  void oneCycleWithPartsOfItsOwn() {
    LearningRate rate = LearningRate.oneCycle(1, 0.5, 10, 100);
    assertEquals(0.1, rate.at(0, 20), 1e-15);
    assertEquals(1, rate.at(9, 20), 1e-15);
    assertEquals(0.001, rate.at(19, 20), 1e-15);
  }

  @Test
  void cosineIsHalfACosine() {
    LearningRate rate = LearningRate.cosine(0.1);
    assertEquals(0.1, rate.at(0, 10));
    for (int step = 0; step < 100; step++) {
      assertEquals(0.05 * (1 + Math.cos(Math.PI * step / 100)), rate.at(step, 100), 1e-16);
      assertEquals(0.02 + 0.04 * (1 + Math.cos(Math.PI * step / 100)), LearningRate.cosine(0.1, 0.02).at(step, 100), 1e-16);
    }
    assertEquals(0.02, LearningRate.cosine(0.1, 0.02).at(130, 100), 1e-16);
  }

  @Test
  void constantStays() {
    assertEquals(0.1, LearningRate.constant(0.1).at(7, 10));
  }

  @Test
  void stepsMultiply() {
    LearningRate steps = LearningRate.step(0.8, 3, 0.5);
    assertEquals(List.of(0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2), rates(steps, 7));
    assertEquals(List.of(0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2), rates(LearningRate.multiStep(0.8, 0.5, 2, 5), 7));
    assertEquals(List.of(0.8, 0.4, 0.2, 0.1), rates(LearningRate.exponential(0.8, 0.5), 4));
  }

  @Test
  void polynomialFalls() {
    assertEquals(0.1 * Math.pow(0.75, 2), LearningRate.polynomial(0.1, 2).at(25, 100), 1e-17);
    assertEquals(0.01 + 0.09 * 0.5, LearningRate.polynomial(0.1, 0.01, 1).at(50, 100), 1e-16);
    assertEquals(0, LearningRate.polynomial(0.1, 0.9).at(100, 100));
  }

  @Test
  void warmUpGoesBeforeAnySchedule() {
    LearningRate rate = LearningRate.step(0.8, 3, 0.5).warmUp(4);
    assertEquals(List.of(0.2, 0.4, 0.6000000000000001, 0.8, 0.8, 0.8, 0.8, 0.4), rates(rate, 8));
    LearningRate cosine = LearningRate.cosine(0.1).warmUp(10);
    assertEquals(LearningRate.cosine(0.1).at(45, 90), cosine.at(55, 100));
    assertEquals(0.1, cosine.at(0, 1) * 10, 1e-16);
  }

  @Test
  void schedulesFollowEachOtherAndCountEpochs() {
    LearningRate two = LearningRate.constant(0.5).then(2, LearningRate.step(0.4, 1, 0.5));
    assertEquals(List.of(0.5, 0.5, 0.4, 0.2), rates(two, 4));
    // 3 epochs of 2 steps.
    assertEquals(List.of(0.8, 0.8, 0.4, 0.4, 0.2, 0.2), rates(LearningRate.step(0.8, 1, 0.5).inEpochs(3), 6));
  }

  private static List<Double> rates(LearningRate rate, int total) {
    return IntStream.range(0, total).mapToObj(step -> rate.at(step, total)).toList();
  }

  @Test
  void impossibleOnesAreRefused() {
    assertEquals("learning-rate/value", assertThrows(UserError.class, () -> LearningRate.constant(0)).code());
    assertEquals("learning-rate/value", assertThrows(UserError.class, () -> LearningRate.step(0.1, 0, 0.5)).code());
    assertEquals("learning-rate/value", assertThrows(UserError.class, () -> LearningRate.multiStep(0.1, 0.5, 5, 5)).code());
    assertEquals("learning-rate/value", assertThrows(UserError.class, () -> LearningRate.cosine(0.1).warmUp(0)).code());
  }

  @Test
  void aRateIsReadWithoutAllocation() {
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (LearningRate rate : List.of(LearningRate.constant(0.1), LearningRate.step(0.1, 30, 0.5), LearningRate.exponential(0.1, 0.99),
        LearningRate.multiStep(0.1, 0.1, 30, 60), LearningRate.polynomial(0.1, 0.9), LearningRate.oneCycle(0.1),
        LearningRate.cosine(0.1).warmUp(5), LearningRate.cosine(0.1).inEpochs(9).then(40, LearningRate.oneCycle(0.1)))) {
      double sum = rate.at(1, 100);
      long before = bean.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < 100; step++) {
        sum += rate.at(step, 100);
      }
      assertEquals(0, bean.getCurrentThreadAllocatedBytes() - before);
      assertTrue(sum > 0);
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (Executable mistake : List.<Executable>of(() -> LearningRate.polynomial(0.1, Double.NaN, 1), () -> LearningRate.cosine(0.1, -1),
        () -> LearningRate.cosine(0.1, Double.POSITIVE_INFINITY), () -> LearningRate.oneCycle(0.1, 5, 25, 1e4),
        () -> LearningRate.oneCycle(0.1, Double.NaN, 25, 1e4))) {
      assertEquals("learning-rate/value", assertThrows(UserError.class, mistake).code());
    }
  }
}
