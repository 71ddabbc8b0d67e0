package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.api.Tensor;
import jacquard.api.Value;
import jacquard.ir.Shape;
import jacquard.ir.op.shape.Concat;
import java.util.ArrayList;

/// Tensors that are joined, taken apart, rearranged, padded, reduced, and combined by arithmetic.
final class ShapeErrors {
  @ErrorCode("concat/operands")
  static final ErrorExample CONCAT_OPERANDS = ErrorExample.of(
      () -> define(IMAGE, x -> Tensor.concat()),
      () -> define(IMAGE, x -> Tensor.concat(x.conv(8, 3), x.maxPool(3, p -> p.stride(1)))));

  @ErrorCode("concat/shape")
  static final ErrorExample CONCAT_SHAPE = ErrorExample.of(
      () -> define(IMAGE, x -> Tensor.concat(x.conv(8, 3), x.conv(8, 5))),
      () -> define(IMAGE, x -> Tensor.concat(x.conv(8, 3, c -> c.same()), x.conv(8, 5, c -> c.same()))));

  @ErrorCode("concat/axis")
  static final ErrorExample CONCAT_AXIS = ErrorExample.of(
      () -> define(IMAGE, x -> Tensor.concat(3, x, x.reverse(2))),
      () -> define(IMAGE, x -> Tensor.concat(2, x, x.reverse(2))));

  @ErrorCode("concat/batch")
  static final ErrorExample CONCAT_BATCH = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.apply(x.neg(), (a, b) -> Value.of(new Concat(0), a, b))),
      () -> define(Shape.of(8), x -> x.apply(x.neg(), (a, b) -> Value.of(new Concat(1), a, b))));

  @ErrorCode("concat/foreign")
  static final ErrorExample CONCAT_FOREIGN = ErrorExample.of(
      () -> {
        var features = new ArrayList<Tensor>();
        define(IMAGE, x -> {
          features.add(x.conv(8, 3));
          return features.getLast();
        });
        define(IMAGE, x -> Tensor.concat(x.conv(8, 3), features.getLast()));
      },
      () -> {
        define(IMAGE, x -> {
          var features = x.conv(8, 3);
          return Tensor.concat(x.conv(8, 3), features);
        });
      });

  @ErrorCode("split/extents")
  static final ErrorExample SPLIT_EXTENTS = ErrorExample.of(
      () -> define(Shape.of(10), x -> x.split(0, 4, 4).stream().reduce(Tensor::plus).orElseThrow()),
      () -> define(Shape.of(10), x -> x.split(0, 5, 5).stream().reduce(Tensor::plus).orElseThrow()));

  @ErrorCode("split/axis")
  static final ErrorExample SPLIT_AXIS = ErrorExample.of(
      () -> define(Shape.of(10), x -> x.split(1, 5, 5).stream().reduce(Tensor::plus).orElseThrow()),
      () -> define(Shape.of(10), x -> x.split(0, 5, 5).stream().reduce(Tensor::plus).orElseThrow()));

  @ErrorCode("slice/range")
  static final ErrorExample SLICE_RANGE = ErrorExample.of(
      () -> define(IMAGE, x -> x.slice(1, 0, 32)),
      () -> define(IMAGE, x -> x.slice(1, 0, 24)));

  @ErrorCode("slice/axis")
  static final ErrorExample SLICE_AXIS = ErrorExample.of(
      () -> define(IMAGE, x -> x.slice(3, 0, 24)),
      () -> define(IMAGE, x -> x.slice(2, 0, 24)));

  @ErrorCode("reverse/axis")
  static final ErrorExample REVERSE_AXIS = ErrorExample.of(
      () -> define(IMAGE, x -> x.reverse(3)),
      () -> define(IMAGE, x -> x.reverse(2)));

  @ErrorCode("transpose/order")
  static final ErrorExample TRANSPOSE_ORDER = ErrorExample.of(
      () -> define(IMAGE, x -> x.transpose(2, 1)),
      () -> define(IMAGE, x -> x.transpose(0, 2, 1)));

  @ErrorCode("tile/repeats")
  static final ErrorExample TILE_REPEATS = ErrorExample.of(
      () -> define(IMAGE, x -> x.tile(2, 2)),
      () -> define(IMAGE, x -> x.tile(1, 2, 2)));

  @ErrorCode("matMul/rank")
  static final ErrorExample MAT_MUL_RANK = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.dense(32).matMul(x.dense(32))),
      () -> define(Shape.of(64), x -> x.dense(32).reshape(1, 32).matMul(x.dense(32).reshape(32, 1))));

  @ErrorCode("pad/amount")
  static final ErrorExample PAD_AMOUNT = ErrorExample.of(
      () -> define(IMAGE, x -> x.pad(p -> p.both(2, 2, 1, 1))),
      () -> define(IMAGE, x -> x.pad(p -> p.both(2, 1))));

  @ErrorCode("pad/rank")
  static final ErrorExample PAD_RANK = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.pad(2)),
      () -> define(Shape.of(784), x -> x.reshape(1, 28, 28).pad(2)));

  @ErrorCode("pad/empty-output")
  static final ErrorExample PAD_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(IMAGE, x -> x.pad(-14)),
      () -> define(IMAGE, x -> x.pad(-4)));

  @ErrorCode("border_pad/reflection")
  static final ErrorExample BORDER_PAD_REFLECTION = ErrorExample.of(
      () -> define(Shape.of(16, 4, 4), x -> x.pad(p -> p.both(4).reflect())),
      () -> define(Shape.of(16, 4, 4), x -> x.pad(p -> p.both(4).replicate())));

  @ErrorCode("reshape/size")
  static final ErrorExample RESHAPE_SIZE = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.reshape(64, 1, 28, 28)),
      () -> define(Shape.of(784), x -> x.reshape(1, 28, 28)));

  @ErrorCode("reshape/extent")
  static final ErrorExample RESHAPE_EXTENT = ErrorExample.of(
      () -> define(IMAGE, x -> x.reshape(4, -1)),
      () -> define(IMAGE, x -> x.reshape(4, 196)));

  @ErrorCode("flatten/extent")
  static final ErrorExample FLATTEN_EXTENT = ErrorExample.of(
      () -> define(Shape.of(2, 1024, 1024, 1024), x -> x.flatten()),
      () -> define(Shape.of(2, 1024, 1024, 1024), x -> x.avgPool(16).flatten()));

  @ErrorCode("reduce/axis")
  static final ErrorExample REDUCE_AXIS = ErrorExample.of(
      () -> define(Shape.of(64, 7, 7), x -> x.mean(2, 3)),
      () -> define(Shape.of(64, 7, 7), x -> x.mean(1, 2)));

  @ErrorCode("softmax/axis")
  static final ErrorExample SOFTMAX_AXIS = ErrorExample.of(
      () -> define(Shape.of(10), x -> x.softmax(1)),
      () -> define(Shape.of(10), x -> x.softmax(0)));

  @ErrorCode("add/broadcast")
  static final ErrorExample ADD_BROADCAST = ErrorExample.of(
      () -> define(Shape.of(16, 28, 28), x -> x.conv(16, 3).relu().plus(x)),
      () -> define(Shape.of(16, 28, 28), x -> x.conv(16, 3, c -> c.same()).relu().plus(x)));

  @ErrorCode("sub/broadcast")
  static final ErrorExample SUB_BROADCAST = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.dense(4).minus(x)),
      () -> define(Shape.of(8), x -> x.dense(8).minus(x)));

  @ErrorCode("mul/broadcast")
  static final ErrorExample MUL_BROADCAST = ErrorExample.of(
      () -> define(Shape.of(32, 8, 8), x -> x.times(x.globalAvgPool().dense(16).sigmoid())),
      () -> define(Shape.of(32, 8, 8), x -> x.times(x.globalAvgPool().dense(32).sigmoid())));

  @ErrorCode("div/broadcast")
  static final ErrorExample DIV_BROADCAST = ErrorExample.of(
      () -> define(Shape.of(8, 20), x -> x.div(x.sum(0))),
      () -> define(Shape.of(8, 20), x -> x.div(x.sum(s -> s.dims(0).keepDims()))));

  private ShapeErrors() {}
}
