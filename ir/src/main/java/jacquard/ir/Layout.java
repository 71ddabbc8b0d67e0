package jacquard.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where the elements of a tensor lie in memory: an order of its dimensions, some of them blocked, some with a halo.
///
/// A dimension blocked by `b` is split into an outer index `i / b`, which stands at the dimension's place in `order`, and an inner
/// index `i % b`; the inner indices follow all outer ones, in the order of `blocks`. The halo adds `lo` elements before and `hi`
/// after a dimension. Blocks are filled up to a multiple of `b`: what lies in the filling is unspecified and never read across.
///
/// Text form: `nchw` order as digits, blocks after a slash, halo in parentheses: `0123`, `0123/1:16`, `0123/1:16(0,0,2,2|0,0,2,2)`.
/// A batch dimension comes first in `order`, so that no stride depends on the batch size.
public record Layout(List<Integer> order, List<Block> blocks, List<Integer> lo, List<Integer> hi) {
  /// The inner part of a dimension: `size` consecutive indices stored together.
  public record Block(int dim, int size) {}

  public Layout {
    order = List.copyOf(order);
    blocks = List.copyOf(blocks);
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
  }

  /// Row-major, nothing blocked.
  public static Layout plain(int rank) {
    return ordered(IntStream.range(0, rank).boxed().toList());
  }

  /// Row-major, but for a batch dimension, which comes first.
  public static Layout plain(Shape shape) {
    var order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    for (int d = 0; d < shape.rank(); d++) {
      if (shape.dim(d).perBatch()) {
        order.remove((Integer) d);
        order.addFirst(d);
      }
    }
    return ordered(order);
  }

  public static Layout ordered(List<Integer> order) {
    List<Integer> none = Collections.nCopies(order.size(), 0);
    return new Layout(order, List.of(), none, none);
  }

  /// This layout with dimension `dim` also blocked, innermost.
  public Layout blocked(int dim, int size) {
    var more = new ArrayList<>(blocks);
    more.add(new Block(dim, size));
    return new Layout(order, more, lo, hi);
  }

  public Layout withHalo(List<Integer> before, List<Integer> after) {
    return new Layout(order, blocks, before, after);
  }

  public boolean hasHalo() {
    for (int d = 0; d < rank(); d++) {
      if (lo.get(d) + hi.get(d) > 0) {
        return true;
      }
    }
    return false;
  }

  public int rank() {
    return order.size();
  }

  /// The block size of dimension `dim`, 1 where it is not blocked.
  public int block(int dim) {
    for (Block block : blocks) {
      if (block.dim() == dim) {
        return block.size();
      }
    }
    return 1;
  }

  /// The dimension whose neighbours lie next to each other in memory; -1 for a scalar.
  public int innermost() {
    return !blocks.isEmpty() ? blocks.getLast().dim() : order.isEmpty() ? -1 : order.getLast();
  }

  /// The distance between neighbouring blocks (or elements) of each dimension; the batch dimension does not influence any.
  ///
  /// Errors: `plan/array`, where one example takes more elements than an array holds.
  public int[] outerStrides(Shape shape) {
    int[] strides = new int[rank()];
    long stride = 1;
    for (Block block : blocks) {
      stride = saturated(stride, block.size());
    }
    for (int i = rank() - 1; i >= 0; i--) {
      int dim = order.get(i);
      strides[dim] = (int) stride;
      stride = saturated(stride, outerCount(shape, dim));
      if (stride > Integer.MAX_VALUE) {
        throw UserError.of("plan/array").problem("a value does not fit into Java's arrays")
            .got("%s laid out as %s: %d elements", shape, this, elements(shape, 1))
            .expected("at most %d for one example", Integer.MAX_VALUE)
            .fix("use smaller inputs or fewer channels").build();
      }
    }
    return strides;
  }

  /// The distance between neighbours within a block of `dim`.
  public int innerStride(int dim) {
    int stride = 1;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (blocks.get(i).dim() == dim) {
        return stride;
      }
      stride *= blocks.get(i).size();
    }
    throw new IllegalArgumentException("dimension " + dim + " of " + this + " is not blocked");
  }

  private long outerCount(Shape shape, int dim) {
    return Math.ceilDiv((long) shape.dim(dim).count() + lo.get(dim) + hi.get(dim), (long) block(dim));
  }

  /// The elements of memory a tensor takes when the batch holds `batch` examples, filling and halo included; 2⁶³ − 1 where they are more.
  public long elements(Shape shape, int batch) {
    long elements = 1;
    for (int d = 0; d < rank(); d++) {
      long outer = shape.dim(d).perBatch() ? (long) shape.dim(d).count() * batch : outerCount(shape, d);
      elements = saturated(elements, saturated(outer, block(d)));
    }
    return elements;
  }

  /// The product of two natural numbers; 2⁶³ − 1 where it is more.
  private static long saturated(long a, long b) {
    return a == 0 || b <= Long.MAX_VALUE / a ? a * b : Long.MAX_VALUE;
  }

  /// The offset of the element at `index`.
  public int offset(Shape shape, int[] index) {
    int[] strides = outerStrides(shape);
    int offset = 0;
    for (int d = 0; d < rank(); d++) {
      int at = index[d] + lo.get(d);
      int block = block(d);
      offset += at / block * strides[d] + (block > 1 ? at % block * innerStride(d) : 0);
    }
    return offset;
  }

  @Override
  public String toString() {
    String text = order.stream().map(String::valueOf).collect(Collectors.joining());
    if (!blocks.isEmpty()) {
      text += "/" + blocks.stream().map(b -> b.dim() + ":" + b.size()).collect(Collectors.joining(","));
    }
    if (hasHalo()) {
      text += "(" + lo.stream().map(String::valueOf).collect(Collectors.joining(",")) + "|"
          + hi.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
    }
    return text;
  }
}
