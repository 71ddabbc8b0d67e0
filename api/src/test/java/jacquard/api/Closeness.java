package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;

/// Comparison of arrays relative to the largest magnitude expected.
final class Closeness {
  private Closeness() {}

  static void assertClose(String what, NdArray expected, NdArray actual, double relative) {
    assertEquals(expected.shape(), actual.shape(), what);
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    for (int i = 0; i < expected.size(); i++) {
      double distance = Math.abs(expected.get(i) - actual.get(i));
      assertTrue(distance <= relative * largest,
          "%s: element %d is %s, expected %s".formatted(what, i, actual.get(i), expected.get(i)));
    }
  }
}
