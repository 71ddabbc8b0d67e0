package jacquard.compiler.pass.decompose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import jacquard.ir.ArraySource;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProbeMemoryTest {
  private static final int LARGE = 5_000_000;
  private static final int[] PLACES = {0, 70, 10, 30};

  /// Element `i` is `i`; counts how often it is read.
  private static final class Counted implements ArraySource {
    private int singles;
    private int copies;

    @Override
    public double get(int index) {
      singles++;
      return index;
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      copies++;
      for (int i = 0; i < count; i++) {
        if (to instanceof float[] floats) {
          floats[at + i] = from + i;
        } else {
          ((double[]) to)[at + i] = from + i;
        }
      }
    }
  }

  private static void assertGathers(NdArray of, int base, int[] places, int[] chosen, ProbeMemory memory) {
    var expected = new double[chosen.length];
    var found = new double[chosen.length + 1];
    for (int i = 0; i < chosen.length; i++) {
      expected[i] = base + places[chosen[i]];
    }
    memory.gather(of, base, places, chosen, found);
    assertArrayEquals(expected, Arrays.copyOf(found, chosen.length));
  }

  @Test
  void elementsOfArraysAndOfFilesAreGathered() {
    var memory = new ProbeMemory();
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      NdArray plain = NdArray.zeros(new TensorType(dtype, Shape.of(100)));
      for (int i = 0; i < plain.size(); i++) {
        plain.set(i, i);
      }
      assertGathers(plain, 5, PLACES, new int[] {3, 1, 2}, memory);
      assertGathers(NdArray.stored(plain.type(), new Counted()), 5, PLACES, new int[] {3, 1, 2}, memory);
    }
  }

  @Test
  void smallOnesAreReadOnce() {
    var memory = new ProbeMemory();
    var source = new Counted();
    NdArray small = NdArray.stored(TensorType.f32(10, 10), source);
    for (int base = 0; base < 30; base++) {
      assertGathers(small, base, PLACES, new int[] {0, 1, 2, 3}, memory);
    }
    assertEquals(1, source.copies);
    var other = new Counted();
    assertGathers(NdArray.stored(TensorType.f32(7, 10), other), 1, PLACES, new int[] {0, 2}, memory);
    assertEquals(1, other.copies);
    assertGathers(small, 1, PLACES, new int[] {0, 2}, memory);
    assertEquals(2, source.copies, "the other one has taken its place");
    assertEquals(0, source.singles);
  }

  @Test
  void ofLargeOnesWhatLiesBetweenIsRead() {
    var memory = new ProbeMemory();
    var source = new Counted();
    NdArray large = NdArray.stored(TensorType.f32(LARGE), source);
    assertGathers(large, 4_000_000, PLACES, new int[] {0, 1, 2, 3}, memory);
    assertGathers(large, 4_000_000, PLACES, new int[] {2, 3}, memory);
    assertEquals(1, source.copies);
    assertGathers(large, 4_000_001, PLACES, new int[] {2, 1}, memory);
    assertEquals(2, source.copies);
    assertEquals(0, source.singles);
    assertGathers(large, 1, new int[] {0, LARGE - 2}, new int[] {1, 0}, memory);
    assertEquals(2, source.copies);
    assertEquals(2, source.singles);
  }

  @Test
  void rowsAreUsedAgain() {
    var memory = new ProbeMemory();
    double[][] first = memory.square(5);
    double[][] second = memory.square(3);
    assertEquals(3, second.length);
    assertNotSame(first, second);
    assertSame(first[0], second[0]);
    assertEquals(8, memory.square(8)[7].length);
  }
}
