package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.Layout;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// The memory of one [Binding] at one batch size, and how plain row-major data goes into it and comes out.
///
/// Immutable and free of allocation once made. An element's place is the sum of one table entry per dimension, which covers any
/// order, blocking and halo; trailing dimensions that lie as in the plain form are copied as one run.
public final class Region {
  /// 64 KiB in `f32`: some 4 microseconds of one thread, where a second one costs about 1.
  private static final int SHARED = 1 << 14;
  /// Elements of a stored array that are read at once: reading costs some microseconds each time, and what was read is still in the
  /// second-level cache when it is packed.
  private static final int WINDOW = 1 << 15;
  /// At most, so that slices can lie abreast.
  private static final int WIDEST_WINDOW = 1 << 22;
  /// Slices that lie abreast in most layouts: the lanes of a block.
  private static final int ABREAST = 16;

  private final Binding binding;
  private final Shape shape;
  private final int size;
  private final int span;
  /// `places[d][i]`: what index `i` of dimension `d` adds to an element's offset.
  private final int[][] places;
  /// Dimensions `[0, outer)` are walked; the others lie as in the plain form, as runs of `run` elements.
  private final int outer;
  private final int run;
  private final int base;
  /// Whether runs follow each other in memory as in the plain form.
  private final boolean ascends;

  private Region(Binding binding, Shape shape, int span, int[][] places) {
    this.binding = binding;
    this.shape = shape;
    this.size = Math.toIntExact(shape.size());
    this.span = span;
    this.places = places;
    int walked = places.length;
    int length = 1;
    int first = binding.offset();
    while (walked > 0 && isRun(places[walked - 1], length)) {
      walked--;
      length *= places[walked].length;
      first += places[walked].length == 0 ? 0 : places[walked][0];
    }
    this.outer = walked;
    this.run = length;
    this.base = first;
    this.ascends = ascends(places, walked, length);
  }

  static Region of(Binding binding, int batch) {
    Layout layout = binding.layout();
    Shape type = binding.type().shape();
    Shape shape = type.bound(batch);
    if (layout.rank() != shape.rank()) {
      throw CompilerBug.of("layout of %s has another rank", binding);
    }
    for (int d = 0; d < type.rank(); d++) {
      if (type.dim(d).perBatch() && layout.order().indexOf(d) != 0) {
        throw CompilerBug.of("%s: a batch dimension is not the outermost in memory", binding);
      }
    }
    int[] strides = layout.outerStrides(type);
    int[][] places = new int[shape.rank()][];
    for (int d = 0; d < places.length; d++) {
      int block = layout.block(d);
      int inner = block > 1 ? layout.innerStride(d) : 0;
      places[d] = new int[shape.extent(d)];
      for (int i = 0; i < places[d].length; i++) {
        int at = i + layout.lo().get(d);
        places[d][i] = at / block * strides[d] + at % block * inner;
      }
    }
    return new Region(binding, shape, Math.toIntExact(binding.elements(batch)), places);
  }

  private static boolean isRun(int[] places, int step) {
    for (int i = 1; i < places.length; i++) {
      if (places[i] - places[0] != i * step) {
        return false;
      }
    }
    return true;
  }

  private static boolean ascends(int[][] places, int walked, int run) {
    int reach = run;
    boolean ascends = true;
    for (int d = walked - 1; d >= 0 && ascends; d--) {
      int[] at = places[d];
      for (int i = 1; i < at.length; i++) {
        ascends &= at[i] - at[i - 1] >= reach;
      }
      reach += at.length == 0 ? 0 : at[at.length - 1] - at[0];
    }
    return ascends;
  }

  public Binding binding() {
    return binding;
  }

  /// The logical shape, with the batch size filled in.
  public Shape shape() {
    return shape;
  }

  /// The number of logical elements.
  public int size() {
    return size;
  }

  /// Whether the memory is one run of the plain form, so that packing is one `System.arraycopy`.
  public boolean isPlain() {
    return outer == 0;
  }

  /// Copies `size()` elements of `source`, a primitive array of any element type, from `sourceOffset` on into memory. Halo and
  /// filling become zero.
  public void pack(Object source, int sourceOffset, Memory memory) {
    if (ascends && size > 0) {
      packLines(source, sourceOffset, 0, size / line(), memory);
      return;
    }
    Object target = memory.array(binding.type().dtype(), binding.segment());
    if (size < span) {
      PrimitiveArrays.zero(target, binding.offset(), span);
    }
    if (size > 0) {
      walk(0, base, source, sourceOffset, target, true);
    }
  }

  /// The lines that different threads may pack, as calls of one example divide them: for each channel its lines. One tile for all where
  /// runs lie in another order than in the plain form, or where one thread is done before a second one has begun.
  TileGrid lines() {
    if (!ascends || size < SHARED) {
      return TileGrid.row(1);
    }
    int lines = size / line();
    int channels = shape.rank() > 2 && shape.extent(0) == 1 ? shape.extent(1) : 1;
    return lines % channels == 0 ? new TileGrid(channels, lines / channels) : TileGrid.row(lines);
  }

  /// A run; of a single one the last dimension.
  private int line() {
    return outer > 0 || shape.rank() == 0 ? run : shape.extent(shape.rank() - 1);
  }

  /// As [#pack(Object, int, Memory)], for the tiles `[from, to)` of [#lines] and what lies before each of them, after the last one too.
  void packLines(Object source, int sourceOffset, int from, int to, Memory memory) {
    Object target = memory.array(binding.type().dtype(), binding.segment());
    int line = line();
    int filled = from == 0 ? binding.offset() : place(from * line - 1) + 1;
    if (outer == 0) {
      PrimitiveArrays.zero(target, filled, base + from * line - filled);
      PrimitiveArrays.copy(source, sourceOffset + from * line, target, base + from * line, (to - from) * line);
      filled = base + to * line;
    } else {
      int[] inner = places[outer - 1];
      int next = from;
      while (next < to) {
        int first = next % inner.length;
        int row = place(next * line) - inner[first];
        for (int i = first; i < inner.length && next < to; i++, next++) {
          int at = row + inner[i];
          PrimitiveArrays.zero(target, filled, at - filled);
          PrimitiveArrays.copy(source, sourceOffset + next * line, target, at, line);
          filled = at + line;
        }
      }
    }
    if (to * line == size) {
      PrimitiveArrays.zero(target, filled, binding.offset() + span - filled);
    }
  }

  /// Copies the logical elements out of memory into `target`, a primitive array of any element type, from `targetOffset` on.
  public void unpack(Memory memory, Object target, int targetOffset) {
    if (size > 0) {
      walk(0, base, target, targetOffset, memory.array(binding.type().dtype(), binding.segment()), false);
    }
  }

  public void pack(NdArray source, Memory memory) {
    requireSize(source);
    if (!source.isStored()) {
      pack(source.data(), 0, memory);
      return;
    }
    if (size < span) {
      PrimitiveArrays.zero(memory.array(binding.type().dtype(), binding.segment()), binding.offset(), span);
    }
    packSlices(source, 0, slices(source), memory);
  }

  private void requireSize(NdArray source) {
    if (source.size() != size) {
      throw CompilerBug.of("%s packed from %s", binding, source.type());
    }
  }

  /// The parts of `source` that can be packed one by one: those of different indices in the dimension that is cheapest to read along.
  public int slices(NdArray source) {
    return shape.rank() == 0 || size == 0 ? Math.min(size, 1) : shape.extent(source.axis());
  }

  /// Packs the slices `[from, to)` of `source` into memory that holds zeros. Different threads may pack different slices. Of a stored
  /// array some slices at a time are in memory.
  public void packSlices(NdArray source, int from, int to, Memory memory) {
    requireSize(source);
    Object target = memory.array(binding.type().dtype(), binding.segment());
    int length = size / Math.max(1, slices(source));
    if (outer == 0 && source.axis() == 0) {
      source.copy(from * length, target, base + from * length, (to - from) * length);
    } else if (source.isStored()) {
      int together = Math.min(to - from, together(length));
      Object window = NdArray.zeros(source.type().shaped(Shape.of(together * length))).data();
      for (int slice = from; slice < to; slice += together) {
        int count = Math.min(together, to - slice);
        source.copyPart(slice, count, window);
        packPart(0, source.axis(), slice, count, base, window, 0, target);
      }
    } else {
      packPart(0, 0, from, to - from, base, source.data(), from * length, target);
    }
  }

  /// Slices of `length` elements that are read at once: whole groups of those that may lie abreast, where they are not too large.
  private static int together(int length) {
    int slices = WINDOW / Math.max(1, length);
    return slices >= ABREAST ? slices / ABREAST * ABREAST : length <= WIDEST_WINDOW / ABREAST ? ABREAST : 1;
  }

  /// Packs the elements below index `at` of the first `d` dimensions whose indices in dimension `axis` are the `count` from `first` on, and
  /// which lie in `plain` from `plainAt` on.
  private void packPart(int d, int axis, int first, int count, int at, Object plain, int plainAt, Object target) {
    int length = below(d);
    if (d == axis) {
      packSlices(axis, first, count, at, plain, plainAt, length, target);
      return;
    }
    int part = length / shape.extent(axis) * count;
    for (int i = 0; i < shape.extent(d); i++) {
      packPart(d + 1, axis, first, count, at + (d < outer ? places[d][i] : i * length), plain, plainAt + i * part, target);
    }
  }

  /// The elements below one index of dimension `d`.
  private int below(int d) {
    int length = 1;
    for (int i = d + 1; i < shape.rank(); i++) {
      length *= shape.extent(i);
    }
    return length;
  }

  /// Packs slices along dimension `d`, which lie one after the other. Those whose elements are neighbours in memory, such as the channels
  /// of a block, go there together, since each would touch all the lines of the others.
  private void packSlices(int d, int first, int count, int at, Object plain, int plainAt, int length, Object target) {
    if (d >= outer) {
      PrimitiveArrays.copy(plain, plainAt, target, at + first * length, count * length);
      return;
    }
    int[] slices = places[d];
    int next = first;
    while (next < first + count) {
      int abreast = 1;
      while (run == 1 && d < outer - 1 && next + abreast < first + count && slices[next + abreast] == slices[next] + abreast) {
        abreast++;
      }
      int from = plainAt + (next - first) * length;
      if (abreast == 1) {
        walk(d + 1, at + slices[next], plain, from, target, true);
      } else {
        packAbreast(d + 1, at + slices[next], plain, from, length, abreast, target);
      }
      next += abreast;
    }
  }

  /// As [#walk], for `abreast` slices.
  private int packAbreast(int d, int at, Object plain, int plainAt, int length, int abreast, Object packed) {
    if (d == outer - 1) {
      PrimitiveArrays.interleave(plain, plainAt, length, abreast, packed, at, places[d]);
      return plainAt + places[d].length;
    }
    int next = plainAt;
    for (int place : places[d]) {
      next = packAbreast(d + 1, at + place, plain, next, length, abreast, packed);
    }
    return next;
  }

  /// Copies the elements `[from, from + count)` of the plain form out of memory, to `target` from `targetOffset` on.
  public void unpack(Memory memory, int from, int count, Object target, int targetOffset) {
    Object packed = memory.array(binding.type().dtype(), binding.segment());
    for (int i = 0; i < count; i++) {
      PrimitiveArrays.copy(packed, place(from + i), target, targetOffset + i, 1);
    }
  }

  /// Where element `index` of the plain form lies in the array of its segment.
  public int place(int index) {
    int at = base;
    int rest = index / run;
    for (int d = outer - 1; d >= 0; d--) {
      at += places[d][rest % places[d].length];
      rest /= places[d].length;
    }
    return at + index % run;
  }

  public NdArray unpack(Memory memory) {
    NdArray array = NdArray.zeros(binding.type().shaped(shape));
    unpack(memory, array.data(), 0);
    return array;
  }

  /// Copies what lies below index `at` of the first `d` dimensions; returns where the plain data goes on.
  private int walk(int d, int at, Object plain, int plainAt, Object packed, boolean pack) {
    if (d == outer) {
      if (pack) {
        PrimitiveArrays.copy(plain, plainAt, packed, at, run);
      } else {
        PrimitiveArrays.copy(packed, at, plain, plainAt, run);
      }
      return plainAt + run;
    }
    if (d == outer - 1 && run == 1) {
      if (pack) {
        PrimitiveArrays.scatter(plain, plainAt, packed, at, places[d]);
      } else {
        PrimitiveArrays.gather(packed, at, places[d], plain, plainAt);
      }
      return plainAt + places[d].length;
    }
    int next = plainAt;
    for (int place : places[d]) {
      next = walk(d + 1, at + place, plain, next, packed, pack);
    }
    return next;
  }

  @Override
  public String toString() {
    return binding + " as " + shape + ", runs of " + run;
  }
}
