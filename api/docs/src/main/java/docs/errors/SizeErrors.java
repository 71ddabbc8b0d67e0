package docs.errors;

import static docs.errors.Given.define;

import jacquard.ir.Shape;

/// Extents below 0, and numbers of elements beyond what indices and arrays hold.
final class SizeErrors {
  @ErrorCode("tile/too-large")
  static final ErrorExample TILE_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(65_536), x -> x.tile(65_536)),
      () -> define(Shape.of(65_536), x -> x.tile(4)));

  @ErrorCode("convolution_transpose/too-large")
  static final ErrorExample CONVOLUTION_TRANSPOSE_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(1, 70_000), x -> x.convTranspose(1, 4, c -> c.stride(70_000))),
      () -> define(Shape.of(1, 70_000), x -> x.convTranspose(1, 4, c -> c.stride(2))));

  @ErrorCode("unfold/too-large")
  static final ErrorExample UNFOLD_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(3, 50_000, 50_000), x -> x.unfold(3)),
      () -> define(Shape.of(3, 500, 500), x -> x.unfold(3)));

  @ErrorCode("deformable_conv/too-large")
  static final ErrorExample DEFORMABLE_CONV_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(3, 50_000, 50_000), x -> x.deformableConv(8, 40_000)),
      () -> define(Shape.of(3, 50_000, 50_000), x -> x.deformableConv(8, 3)));

  @ErrorCode("input/too-large")
  static final ErrorExample INPUT_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(65_536, 65_536, 65_536, 65_536), x -> x.relu()),
      () -> define(Shape.of(3, 64, 512, 512), x -> x.relu()));

  @ErrorCode("reduce_mean/too-large")
  static final ErrorExample REDUCE_MEAN_TOO_LARGE = ErrorExample.of(
      () -> define(Shape.of(3, 50_000, 50_000), x -> x.mean(1, 2)),
      () -> define(Shape.of(3, 500, 500), x -> x.mean(1, 2)));

  @ErrorCode("shape/too-large")
  static final ErrorExample SHAPE_TOO_LARGE = ErrorExample.of(
      () -> Shape.of(65_536, 65_536, 65_536, 65_536).size(),
      () -> Shape.of(65_536, 65_536, 65_536).size());

  @ErrorCode("shape/negative")
  static final ErrorExample SHAPE_NEGATIVE = ErrorExample.of(
      () -> define(Shape.of(-1, 1, 28, 28), x -> x.conv(4, 5)),
      () -> define(Shape.of(1, 28, 28), x -> x.conv(4, 5)));

  private SizeErrors() {}
}
