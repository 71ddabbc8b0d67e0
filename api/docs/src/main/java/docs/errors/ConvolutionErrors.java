package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.api.layer.Kernels;
import jacquard.ir.Shape;

/// Convolutions, transposed and deformable ones, and their kernels.
final class ConvolutionErrors {
  @ErrorCode("conv/rank")
  static final ErrorExample CONV_RANK = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.conv(8, 3)),
      () -> define(Shape.of(784), x -> x.reshape(1, 28, 28).conv(8, 3)));

  @ErrorCode("conv/filters")
  static final ErrorExample CONV_FILTERS = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(0, 3)),
      () -> define(IMAGE, x -> x.conv(8, 3)));

  @ErrorCode("conv/multiplier")
  static final ErrorExample CONV_MULTIPLIER = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.depthwiseConv(3, 0)),
      () -> define(Shape.of(3, 32, 32), x -> x.depthwiseConv(3, 1)));

  @ErrorCode("conv/kernel")
  static final ErrorExample CONV_KERNEL = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.conv(8, c -> c.kernel(3, 5, 5))),
      () -> define(Shape.of(3, 32, 32), x -> x.conv(8, c -> c.kernel(5, 5))));

  @ErrorCode("conv/stride")
  static final ErrorExample CONV_STRIDE = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.stride(0))),
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.stride(2))));

  @ErrorCode("conv/padding")
  static final ErrorExample CONV_PADDING = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 4, c -> c.padding(1, 2, 1, 2))),
      () -> define(IMAGE, x -> x.conv(8, 4, c -> c.paddingBefore(1).paddingAfter(2))));

  @ErrorCode("conv/dilation")
  static final ErrorExample CONV_DILATION = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.dilation(0))),
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.dilation(1))));

  @ErrorCode("conv/depthwise")
  static final ErrorExample CONV_DEPTHWISE = ErrorExample.of(
      () -> define(Shape.of(4, 32, 32), x -> x.conv(4, 3, c -> c.depthwise(2))),
      () -> define(Shape.of(4, 32, 32), x -> x.depthwiseConv(3, 2)));

  @ErrorCode("conv/mask")
  static final ErrorExample CONV_MASK = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.mask(1, 1, 1, 1, 0))),
      () -> define(IMAGE, x -> x.conv(8, 3, c -> c.mask(1, 1, 1, 1, 0, 0, 0, 0, 0))));

  @ErrorCode("conv/connections")
  static final ErrorExample CONV_CONNECTIONS = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.conv(4, 5, c -> c.connections("X.XX", "XX.X"))),
      () -> define(Shape.of(3, 32, 32), x -> x.conv(4, 5, c -> c.connections("X.XX", "XX.X", ".XXX"))));

  @ErrorCode("conv/fixed")
  static final ErrorExample CONV_FIXED = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(1, 5, c -> c.fixed(Kernels.sobelX()))),
      () -> define(IMAGE, x -> x.conv(1, 3, c -> c.fixed(Kernels.sobelX()))));

  @ErrorCode("conv/sigma")
  static final ErrorExample CONV_SIGMA = ErrorExample.of(
      () -> define(IMAGE, x -> x.structuredConv(8, 7, 0)),
      () -> define(IMAGE, x -> x.structuredConv(8, 7, 1.5)));

  @ErrorCode("kernel/sigma")
  static final ErrorExample KERNEL_SIGMA = ErrorExample.of(
      () -> Kernels.gaussian(5, 2, -1),
      () -> Kernels.gaussian(5, 2, 1));

  @ErrorCode("kernel/extent")
  static final ErrorExample KERNEL_EXTENT = ErrorExample.of(
      () -> Kernels.binomial(3, 0),
      () -> Kernels.binomial(3, 2));

  @ErrorCode("conv_transpose/rank")
  static final ErrorExample CONV_TRANSPOSE_RANK = ErrorExample.of(
      () -> define(Shape.of(100), x -> x.convTranspose(64, 4)),
      () -> define(Shape.of(100), x -> x.reshape(100, 1, 1).convTranspose(64, 4)));

  @ErrorCode("conv_transpose/filters")
  static final ErrorExample CONV_TRANSPOSE_FILTERS = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(0, 4)),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4)));

  @ErrorCode("conv_transpose/kernel")
  static final ErrorExample CONV_TRANSPOSE_KERNEL = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 0)),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4)));

  @ErrorCode("conv_transpose/stride")
  static final ErrorExample CONV_TRANSPOSE_STRIDE = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(1, 2, 2))),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2, 2))));

  @ErrorCode("conv_transpose/padding")
  static final ErrorExample CONV_TRANSPOSE_PADDING = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).padding(0, 1, 1))),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).padding(1))));

  @ErrorCode("conv_transpose/dilation")
  static final ErrorExample CONV_TRANSPOSE_DILATION = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 3, c -> c.dilation(0))),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 3, c -> c.dilation(2))));

  @ErrorCode("conv_transpose/output-padding")
  static final ErrorExample CONV_TRANSPOSE_OUTPUT_PADDING = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).outputPadding(-1))),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).paddingAfter(1))));

  @ErrorCode("convolution_transpose/output-padding")
  static final ErrorExample CONVOLUTION_TRANSPOSE_OUTPUT_PADDING = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).outputPadding(2))),
      () -> define(Shape.of(16, 8, 8), x -> x.convTranspose(8, 4, c -> c.stride(2).outputPadding(1))));

  @ErrorCode("conv/groups")
  static final ErrorExample CONV_GROUPS = ErrorExample.of(
      () -> define(Shape.of(6, 8, 8), x -> x.conv(8, 3, c -> c.groups(4))),
      () -> define(Shape.of(6, 8, 8), x -> x.conv(8, 3, c -> c.groups(2))));

  @ErrorCode("conv_transpose/groups")
  static final ErrorExample CONV_TRANSPOSE_GROUPS = ErrorExample.of(
      () -> define(Shape.of(6, 8, 8), x -> x.convTranspose(8, 4, c -> c.groups(3))),
      () -> define(Shape.of(6, 8, 8), x -> x.convTranspose(9, 4, c -> c.groups(3))));

  @ErrorCode("deformable_conv/groups")
  static final ErrorExample DEFORMABLE_CONV_GROUPS = ErrorExample.of(
      () -> define(Shape.of(6, 8, 8), x -> x.deformableConv(16, 3, d -> d.offsetGroups(4))),
      () -> define(Shape.of(6, 8, 8), x -> x.deformableConv(16, 3, d -> d.offsetGroups(3))));

  @ErrorCode("deformable_convolution/offset")
  static final ErrorExample DEFORMABLE_CONVOLUTION_OFFSET = ErrorExample.of(
      () -> define(Shape.of(6, 8, 8), x -> x.deformableConv(16, 3, x.conv(9, 3), d -> { })),
      () -> define(Shape.of(6, 8, 8), x -> x.deformableConv(16, 3, x.conv(9 * 2, 3), d -> { })));

  @ErrorCode("convolution/empty-output")
  static final ErrorExample CONVOLUTION_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 5).maxPool(2).conv(16, 5).maxPool(4).conv(32, 3)),
      () -> define(IMAGE, x -> x.conv(8, 5).maxPool(2).conv(16, 5).maxPool(2).conv(32, 3)));

  @ErrorCode("convolution_transpose/empty-output")
  static final ErrorExample CONVOLUTION_TRANSPOSE_EMPTY_OUTPUT = ErrorExample.of(
      () -> define(Shape.of(100), x -> x.reshape(100, 1, 1).convTranspose(64, 2, c -> c.stride(2).padding(1))),
      () -> define(Shape.of(100), x -> x.reshape(100, 1, 1).convTranspose(64, 4, c -> c.stride(2).padding(1))));

  private ConvolutionErrors() {}
}
