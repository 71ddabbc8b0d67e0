package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.ir.Shape;

/// Layers that change the resolution, and windows as columns.
final class ResamplingErrors {
  @ErrorCode("resize/factor")
  static final ErrorExample RESIZE_FACTOR = ErrorExample.of(
      () -> define(IMAGE, x -> x.resize(r -> r.factor(0.02))),
      () -> define(IMAGE, x -> x.resize(r -> r.factor(0.5))));

  @ErrorCode("resize/rank")
  static final ErrorExample RESIZE_RANK = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.upsample(2)),
      () -> define(Shape.of(784), x -> x.reshape(1, 28, 28).upsample(2)));

  @ErrorCode("resize/size")
  static final ErrorExample RESIZE_SIZE = ErrorExample.of(
      () -> define(IMAGE, x -> x.resize(r -> r.linear())),
      () -> define(IMAGE, x -> x.resize(r -> r.size(32, 32).linear())));

  @ErrorCode("interpolate/size")
  static final ErrorExample INTERPOLATE_SIZE = ErrorExample.of(
      () -> define(Shape.of(1, 44_100), x -> x.resize(r -> r.size(47_999).linear())),
      () -> define(Shape.of(1, 44_100), x -> x.resize(r -> r.size(48_000).linear())));

  @ErrorCode("interpolate/corners")
  static final ErrorExample INTERPOLATE_CORNERS = ErrorExample.of(
      () -> define(IMAGE, x -> x.resize(r -> r.factor(2).alignCorners(true))),
      () -> define(IMAGE, x -> x.resize(r -> r.factor(2).linear().alignCorners(true))));

  @ErrorCode("shuffle/factor")
  static final ErrorExample SHUFFLE_FACTOR = ErrorExample.of(
      () -> define(Shape.of(12, 8, 8), x -> x.pixelShuffle(3, 2, 2)),
      () -> define(Shape.of(12, 8, 8), x -> x.pixelShuffle(2, 2)));

  @ErrorCode("shuffle/rank")
  static final ErrorExample SHUFFLE_RANK = ErrorExample.of(
      () -> define(Shape.of(768), x -> x.pixelShuffle(2)),
      () -> define(Shape.of(768), x -> x.reshape(12, 8, 8).pixelShuffle(2)));

  @ErrorCode("pixel_shuffle/channels")
  static final ErrorExample PIXEL_SHUFFLE_CHANNELS = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(3, 3).pixelShuffle(2)),
      () -> define(IMAGE, x -> x.conv(3 * 2 * 2, 3).pixelShuffle(2)));

  @ErrorCode("pixel_unshuffle/extent")
  static final ErrorExample PIXEL_UNSHUFFLE_EXTENT = ErrorExample.of(
      () -> define(Shape.of(3, 33, 33), x -> x.pixelUnshuffle(2)),
      () -> define(Shape.of(3, 33, 33), x -> x.pad(p -> p.after(1)).pixelUnshuffle(2)));

  @ErrorCode("unfold/rank")
  static final ErrorExample UNFOLD_RANK = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.unfold(3)),
      () -> define(Shape.of(784), x -> x.reshape(1, 28, 28).unfold(3)));

  @ErrorCode("unfold/window")
  static final ErrorExample UNFOLD_WINDOW = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(0)),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4)));

  @ErrorCode("unfold/stride")
  static final ErrorExample UNFOLD_STRIDE = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(0))),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(4))));

  @ErrorCode("unfold/padding")
  static final ErrorExample UNFOLD_PADDING = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(3, o -> o.padding(0, 1, 1))),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(3, o -> o.padding(1, 1))));

  @ErrorCode("unfold/dilation")
  static final ErrorExample UNFOLD_DILATION = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(3, o -> o.dilation(0))),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(3, o -> o.dilation(2))));

  @ErrorCode("unfold/empty-output")
  static final ErrorExample UNFOLD_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(Shape.of(3, 8, 8), x -> x.unfold(16, o -> o.stride(16))),
      () -> define(Shape.of(3, 8, 8), x -> x.unfold(4, o -> o.stride(4))));

  @ErrorCode("fold/rank")
  static final ErrorExample FOLD_RANK = ErrorExample.of(
      () -> define(Shape.of(12, 4, 4), x -> x.fold(Shape.of(8, 8), 2, o -> o.stride(2))),
      () -> define(Shape.of(12, 4, 4), x -> x.reshape(12, 16).fold(Shape.of(8, 8), 2, o -> o.stride(2))));

  @ErrorCode("fold/size")
  static final ErrorExample FOLD_SIZE = ErrorExample.of(
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8).batched(), 2, o -> o.stride(2))),
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8), 2, o -> o.stride(2))));

  @ErrorCode("fold/window")
  static final ErrorExample FOLD_WINDOW = ErrorExample.of(
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8), 0, o -> o.stride(2))),
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8), 2, o -> o.stride(2))));

  @ErrorCode("fold/stride")
  static final ErrorExample FOLD_STRIDE = ErrorExample.of(
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8), 2, o -> o.stride(0))),
      () -> define(Shape.of(12, 16), x -> x.fold(Shape.of(8, 8), 2, o -> o.stride(2))));

  @ErrorCode("fold/padding")
  static final ErrorExample FOLD_PADDING = ErrorExample.of(
      () -> define(Shape.of(27, 64), x -> x.fold(Shape.of(8, 8), 3, o -> o.padding(0, 1, 1))),
      () -> define(Shape.of(27, 64), x -> x.fold(Shape.of(8, 8), 3, o -> o.padding(1, 1))));

  @ErrorCode("fold/dilation")
  static final ErrorExample FOLD_DILATION = ErrorExample.of(
      () -> define(Shape.of(27, 36), x -> x.fold(Shape.of(8, 8), 3, o -> o.dilation(0))),
      () -> define(Shape.of(27, 36), x -> x.fold(Shape.of(8, 8), 3, o -> o.dilation(1))));

  @ErrorCode("fold/channels")
  static final ErrorExample FOLD_CHANNELS = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(4)).fold(Shape.of(32, 32), 5, o -> o.stride(4))),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(4)).fold(Shape.of(32, 32), 4, o -> o.stride(4))));

  @ErrorCode("fold/columns")
  static final ErrorExample FOLD_COLUMNS = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(4)).fold(Shape.of(32, 32), 4)),
      () -> define(Shape.of(3, 32, 32), x -> x.unfold(4, o -> o.stride(4)).fold(Shape.of(32, 32), 4, o -> o.stride(4))));

  private ResamplingErrors() {}
}
