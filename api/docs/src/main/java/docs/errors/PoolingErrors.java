package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.ir.Shape;

/// Pooling layers.
final class PoolingErrors {
  @ErrorCode("pool/rank")
  static final ErrorExample POOL_RANK = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 5).flatten().maxPool(2).dense(10)),
      () -> define(IMAGE, x -> x.conv(8, 5).maxPool(2).flatten().dense(10)));

  @ErrorCode("pool/window")
  static final ErrorExample POOL_WINDOW = ErrorExample.of(
      () -> define(IMAGE, x -> x.maxPool(0)),
      () -> define(IMAGE, x -> x.maxPool(2)));

  @ErrorCode("pool/stride")
  static final ErrorExample POOL_STRIDE = ErrorExample.of(
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.stride(0))),
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.stride(1))));

  @ErrorCode("pool/padding")
  static final ErrorExample POOL_PADDING = ErrorExample.of(
      () -> define(IMAGE, x -> x.avgPool(3, p -> p.padding(0, 1, 1))),
      () -> define(IMAGE, x -> x.avgPool(3, p -> p.padding(1, 1))));

  @ErrorCode("pool/dilation")
  static final ErrorExample POOL_DILATION = ErrorExample.of(
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.dilation(0))),
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.dilation(1))));

  @ErrorCode("pool/size")
  static final ErrorExample POOL_SIZE = ErrorExample.of(
      () -> define(Shape.of(64, 7, 7), x -> x.adaptiveAvgPool(0)),
      () -> define(Shape.of(64, 7, 7), x -> x.adaptiveAvgPool(1)));

  @ErrorCode("lp_pool/norm")
  static final ErrorExample LP_POOL_NORM = ErrorExample.of(
      () -> define(IMAGE, x -> x.lpPool(Double.POSITIVE_INFINITY, 2)),
      () -> define(IMAGE, x -> x.maxPool(2)));

  @ErrorCode("max_pool/empty-output")
  static final ErrorExample MAX_POOL_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 5).maxPool(4).conv(16, 5).maxPool(4)),
      () -> define(IMAGE, x -> x.conv(8, 5).maxPool(4).conv(16, 5).maxPool(2)));

  @ErrorCode("avg_pool/empty-output")
  static final ErrorExample AVG_POOL_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(Shape.of(64, 5, 5), x -> x.avgPool(7).flatten().dense(10)),
      () -> define(Shape.of(64, 5, 5), x -> x.globalAvgPool().dense(10)));

  @ErrorCode("max_pool/padding")
  static final ErrorExample MAX_POOL_PADDING = ErrorExample.of(
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.stride(2).padding(2))),
      () -> define(IMAGE, x -> x.maxPool(3, p -> p.stride(2).padding(1))));

  @ErrorCode("avg_pool/padding")
  static final ErrorExample AVG_POOL_PADDING = ErrorExample.of(
      () -> define(IMAGE, x -> x.avgPool(2, p -> p.padding(2))),
      () -> define(IMAGE, x -> x.avgPool(2, p -> p.padding(1))));

  private PoolingErrors() {}
}
