package jacquard.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.graph.ConstantData;
import org.junit.jupiter.api.Test;

/// A stored array is the array of its elements.
class NdArrayTest {
  private static NdArray stored(NdArray elements) {
    return NdArray.stored(elements.type(), new ArraySource() {
      @Override
      public double get(int index) {
        return elements.get(index);
      }

      @Override
      public void copy(int from, Object to, int at, int count) {
        elements.copy(from, to, at, count);
      }
    });
  }

  @Test
  void storedElementsAreTheArrays() {
    NdArray plain = NdArray.of(Shape.of(2, 3), 1f, -0f, 3f, Float.NaN, 5f, 6f);
    NdArray stored = stored(plain);
    assertTrue(stored.isStored() && !plain.isStored());
    assertEquals(6, stored.size());
    assertEquals(3, stored.get(2));
    assertEquals(plain, stored);
    assertEquals(stored, plain);
    assertEquals(plain.hashCode(), stored.hashCode());
    assertEquals(plain.toString(), stored.toString());
    assertArrayEquals(plain.floats(), stored.floats());
    var window = new float[4];
    stored.copy(1, window, 1, 2);
    assertArrayEquals(new float[] {0, -0f, 3, 0}, window);
    assertEquals(plain.reshaped(Shape.of(6)), stored.reshaped(Shape.of(6)));
    assertTrue(stored.reshaped(Shape.of(6)).isStored());
    NdArray copy = stored.cast(DType.F32);
    assertFalse(copy.isStored());
    assertNotSame(copy.floats(), stored.floats());
    assertEquals(plain.cast(DType.F64), stored.cast(DType.F64));
    String message = Mistakes.message(() -> stored.reshaped(Shape.of(5)));
    assertTrue(message.contains("[array/size]"), message);
  }

  /// Of an array along its first dimension, elsewhere along the one that the source names until the shape is another.
  @Test
  void partsAreReadAlongOneDimension() {
    NdArray plain = NdArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f);
    NdArray columns = NdArray.stored(plain.type(), new ArraySource() {
      @Override
      public double get(int index) {
        return plain.get(index);
      }

      @Override
      public void copy(int from, Object to, int at, int count) {
        plain.copy(from, to, at, count);
      }

      @Override
      public int axis() {
        return 1;
      }
    });
    assertPart(plain, 0, 4, 5, 6);
    assertPart(stored(plain), 0, 4, 5, 6);
    assertPart(columns, 1, 2, 5);
    assertPart(columns.reshaped(Shape.of(3, 2)), 0, 3, 4);
  }

  /// The second part of `array` along `axis`.
  private static void assertPart(NdArray array, int axis, float... expected) {
    var part = new float[expected.length];
    array.copyPart(1, 1, part);
    assertEquals(axis, array.axis());
    assertArrayEquals(expected, part);
  }

  /// With and without the data, wherever it lies, however large.
  @Test
  void constantsAreEqualByContent() {
    for (int size : new int[] {3, 5_000, 70_000}) {
      NdArray plain = NdArray.zeros(TensorType.f64(size));
      for (int i = 0; i < size; i++) {
        plain.set(i, Math.sin(i));
      }
      ConstantData data = ConstantData.of(plain);
      for (ConstantData same : new ConstantData[] {ConstantData.of(stored(plain)), ConstantData.of(plain.cast(DType.F64)),
          ConstantData.absent(plain.type(), data.hash()), data.movedTo(stored(plain))}) {
        assertEquals(data, same);
        assertEquals(same, data);
        assertEquals(data.hashCode(), same.hashCode());
        assertEquals(data.hash(), same.hash());
      }
      NdArray other = plain.cast(DType.F64);
      other.set(size - 2, -0.0);
      assertNotEquals(data, ConstantData.of(other));
      assertNotEquals(data, ConstantData.absent(plain.type(), ConstantData.of(other).hash()));
      assertNotEquals(data, data.reshaped(Shape.of(1, size)));
    }
  }
}
