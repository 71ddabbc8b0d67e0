package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.ArraySource;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegionTest {
  private static final int BATCH = 3;
  private static final int OFFSET = 5;
  private static final int BEHIND = 7;

  static Stream<Arguments> cases() {
    Shape image = Shape.of(5, 4, 3).batched();
    Shape weights = Shape.of(6, 5, 3, 2);
    Shape folded = Shape.of(List.of(new Dim(2, true), Dim.of(3)));
    return Stream.of(
        Arguments.of(Shape.SCALAR, Layout.plain(0)),
        Arguments.of(Shape.of(7), Layout.plain(1)),
        Arguments.of(Shape.of(7), Layout.plain(1).blocked(0, 4)),
        Arguments.of(Shape.of(7), Layout.plain(1).withHalo(List.of(2), List.of(1))),
        Arguments.of(Shape.of(0, 3), Layout.plain(2)),
        Arguments.of(folded, Layout.plain(folded)),
        Arguments.of(image, Layout.plain(4)),
        Arguments.of(image, Layout.ordered(List.of(0, 2, 3, 1))),
        Arguments.of(image, Layout.plain(4).blocked(1, 4)),
        Arguments.of(image, Layout.plain(4).blocked(1, 8)),
        Arguments.of(image, Layout.plain(4).withHalo(List.of(0, 0, 1, 2), List.of(0, 0, 3, 0))),
        Arguments.of(image, Layout.plain(4).withHalo(List.of(0, 1, 0, 0), List.of(0, 0, 0, 0))),
        Arguments.of(image, Layout.plain(4).blocked(1, 4).withHalo(List.of(0, 0, 2, 1), List.of(0, 0, 1, 1))),
        Arguments.of(image, Layout.plain(4).blocked(3, 2).withHalo(List.of(0, 0, 0, 1), List.of(0, 0, 0, 1))),
        Arguments.of(weights, Layout.ordered(List.of(3, 1, 0, 2))),
        Arguments.of(weights, Layout.plain(4).blocked(1, 4).blocked(0, 4)),
        Arguments.of(weights, Layout.ordered(List.of(0, 2, 3, 1)).blocked(0, 8)),
        Arguments.of(Shape.of(70, 20, 3), Layout.plain(3).blocked(1, 16).blocked(0, 16)),
        Arguments.of(Shape.of(37, 2100), Layout.ordered(List.of(1, 0)).blocked(0, 16)),
        Arguments.of(Shape.of(37, 2100), Layout.ordered(List.of(1, 0))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyElementLiesWhereTheLayoutSays(Shape type, Layout layout) {
    Binding binding = new Binding("x", new TensorType(DType.F32, type), layout, Memory.SCRATCH, OFFSET);
    Region region = binding.region(BATCH);
    NdArray x = numbered(new TensorType(DType.F32, type.bound(BATCH)));
    Memory memory = dirty(DType.F32, OFFSET + (int) binding.elements(BATCH) + BEHIND);

    region.pack(x, memory);

    float[] expected = new float[memory.f32[Memory.SCRATCH].length];
    Arrays.fill(expected, 0, OFFSET, -1);
    Arrays.fill(expected, expected.length - BEHIND, expected.length, -1);
    int[] extents = type.at(BATCH);
    int[] index = new int[extents.length];
    for (int i = 0; i < x.size(); i++) {
      int rest = i;
      for (int d = extents.length - 1; d >= 0; d--) {
        index[d] = rest % extents[d];
        rest /= extents[d];
      }
      expected[OFFSET + layout.offset(type, index)] = x.floats()[i];
    }
    assertArrayEquals(expected, memory.f32[Memory.SCRATCH]);
    assertEquals(x, region.unpack(memory));
    assertPartsArePackedAlike(region, x, memory);
  }

  /// The elements of `x`, whose parts are read along `axis`.
  private record Along(int axis, NdArray x) implements ArraySource {
    @Override
    public double get(int index) {
      return x.get(index);
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      x.copy(from, to, at, count);
    }
  }

  /// Slice by slice along every dimension, from an array or from elsewhere, into zeros; and back element by element.
  private static void assertPartsArePackedAlike(Region region, NdArray x, Memory memory) {
    float[] whole = memory.f32[Memory.SCRATCH].clone();
    List<NdArray> sources = new ArrayList<>(List.of(x));
    IntStream.range(0, Math.max(1, x.shape().rank())).forEach(axis -> sources.add(NdArray.stored(x.type(), new Along(axis, x))));
    for (NdArray source : sources) {
      Arrays.fill(memory.f32[Memory.SCRATCH], OFFSET, whole.length - BEHIND, 9);
      region.pack(source, memory);
      assertArrayEquals(whole, memory.f32[Memory.SCRATCH]);
      Arrays.fill(memory.f32[Memory.SCRATCH], OFFSET, whole.length - BEHIND, 0);
      for (int slice = region.slices(source) - 1; slice >= 0; slice--) {
        region.packSlices(source, slice, slice + 1, memory);
      }
      assertArrayEquals(whole, memory.f32[Memory.SCRATCH]);
      Arrays.fill(memory.f32[Memory.SCRATCH], OFFSET, whole.length - BEHIND, 0);
      int some = region.slices(source) / 3;
      region.packSlices(source, some, region.slices(source), memory);
      region.packSlices(source, 0, some, memory);
      assertArrayEquals(whole, memory.f32[Memory.SCRATCH]);
    }
    var back = new float[x.size()];
    int middle = x.size() / 3;
    region.unpack(memory, 0, middle, back, 0);
    region.unpack(memory, middle, x.size() - middle, back, middle);
    assertArrayEquals(x.floats(), back);
  }

  /// Large enough for several threads: with and without margins, of one example and of more; the parts in any order fill all of it.
  @Test
  void linesArePackedOneByOne() {
    Shape image = Shape.of(3, 80, 90).batched();
    TensorType type = new TensorType(DType.F32, image);
    List<List<Integer>> margins = List.of(List.of(0, 0, 0, 0), List.of(0, 0, 1, 2), List.of(0, 1, 2, 0));
    for (List<Integer> margin : margins) {
      for (int batch : new int[] {1, 2}) {
        Binding binding = new Binding("x", type, Layout.plain(4).withHalo(margin, margin), Memory.SCRATCH, OFFSET);
        Region region = binding.region(batch);
        NdArray x = numbered(new TensorType(DType.F32, image.bound(batch)));
        Memory memory = dirty(DType.F32, OFFSET + (int) binding.elements(batch) + BEHIND);
        region.pack(x.data(), 0, memory);
        float[] whole = memory.f32[Memory.SCRATCH].clone();
        Arrays.fill(memory.f32[Memory.SCRATCH], OFFSET, whole.length - BEHIND, 9);
        int tiles = region.lines().tiles();
        assertEquals(margin.get(3) == 0 && margin.get(2) > 0 ? batch * 3 : batch * 3 * 80, tiles);
        for (int from = tiles - tiles % 7; from >= 0; from -= 7) {
          region.packLines(x.data(), 0, from, Math.min(from + 7, tiles), memory);
        }
        assertArrayEquals(whole, memory.f32[Memory.SCRATCH]);
        assertEquals(x, region.unpack(memory));
      }
    }
    assertEquals(new TileGrid(3, 80), new Binding("x", type, Layout.plain(image), Memory.SCRATCH, 0).region(1).lines());
    assertEquals(TileGrid.row(2 * 3 * 80), new Binding("x", type, Layout.plain(image), Memory.SCRATCH, 0).region(2).lines());
  }

  /// Blocks of channels lie in another order than the plain form; a few lines are packed before a second thread is there.
  @Test
  void whatIsNotWorthSeveralThreadsIsOneTile() {
    Shape image = Shape.of(8, 80, 90).batched();
    TensorType type = new TensorType(DType.F32, image);
    assertEquals(TileGrid.row(1), new Binding("x", type, Layout.plain(4).blocked(1, 4), Memory.SCRATCH, 0).region(1).lines());
    TensorType small = new TensorType(DType.F32, Shape.of(3, 8, 8).batched());
    assertEquals(TileGrid.row(1), new Binding("x", small, Layout.plain(4), Memory.SCRATCH, 0).region(1).lines());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyElementTypeComesBack(DType type) {
    TensorType matrix = new TensorType(type, Shape.of(3, 5));
    NdArray x = numbered(matrix);
    for (Layout layout : List.of(Layout.plain(2), Layout.ordered(List.of(1, 0)), Layout.plain(2).blocked(0, 2))) {
      Binding binding = new Binding("x", matrix, layout, Memory.STATE, 1);
      Memory memory = new Memory();
      memory.allocate(Memory.STATE, Elements.of(type, 1 + binding.elements(1)));
      binding.region(1).pack(x, memory);
      assertEquals(x, binding.region(1).unpack(memory));
    }
  }

  @Test
  void convertsBetweenElementTypes() {
    Region region = new Binding("x", TensorType.f32(2, 2), Layout.ordered(List.of(1, 0)), Memory.SCRATCH, 0).region(1);
    Memory memory = new Memory();
    memory.allocate(DType.F32, Memory.SCRATCH, 4);
    region.pack(new double[] {9, 0.1, 2, 3, 4}, 1, memory);
    assertArrayEquals(new float[] {0.1f, 3, 2, 4}, memory.f32[Memory.SCRATCH]);
    double[] back = new double[5];
    region.unpack(memory, back, 1);
    assertArrayEquals(new double[] {0, 0.1f, 2, 3, 4}, back);
    long[] whole = new long[4];
    region.unpack(memory, whole, 0);
    assertArrayEquals(new long[] {0, 2, 3, 4}, whole);
  }

  @Test
  void refusesALongThatDoesNotFit() {
    Region region = new Binding("label", new TensorType(DType.I32, Shape.of(1)), Layout.plain(1), Memory.SCRATCH, 0).region(1);
    Memory memory = new Memory();
    memory.allocate(DType.I32, Memory.SCRATCH, 1);
    assertThrows(ArithmeticException.class, () -> region.pack(new long[] {1L << 40}, 0, memory));
  }

  @Test
  void plainIsOneRun() {
    Shape image = Shape.of(3, 8, 8).batched();
    TensorType type = new TensorType(DType.F32, image);
    assertTrue(new Binding("x", type, Layout.plain(image), Memory.SCRATCH, 0).region(2).isPlain());
    // Blocks of all channels, one pixel wide: the order of memory differs, that of the elements does not.
    Shape pixels = Shape.of(8, 1, 1).batched();
    assertTrue(new Binding("x", new TensorType(DType.F32, pixels), Layout.plain(4).blocked(1, 8), Memory.SCRATCH, 0).region(2).isPlain());
  }

  @Test
  void refusesALayoutWhoseStridesWouldDependOnTheBatch() {
    Binding binding = new Binding("x", new TensorType(DType.F32, Shape.of(3).batched()), Layout.ordered(List.of(1, 0)), 0, 0);
    assertThrows(CompilerBug.class, () -> binding.region(2));
  }

  private static NdArray numbered(TensorType type) {
    NdArray array = NdArray.zeros(type);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, type.dtype() == DType.BOOL ? i % 2 : i + 1);
    }
    return array;
  }

  private static Memory dirty(DType type, int length) {
    Memory memory = new Memory();
    memory.allocate(type, Memory.SCRATCH, length);
    Arrays.fill(memory.f32[Memory.SCRATCH], -1);
    return memory;
  }
}
