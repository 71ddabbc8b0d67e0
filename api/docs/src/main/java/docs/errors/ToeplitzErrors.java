package docs.errors;

import jacquard.api.Toeplitz;
import jacquard.api.layer.Border;
import jacquard.api.layer.Kernels;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Map;

/// Convolutions as matrices.
final class ToeplitzErrors {
  @ErrorCode("toeplitz/shape")
  static final ErrorExample TOEPLITZ_SHAPE = ErrorExample.of(
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5, 5)),
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5)));

  @ErrorCode("toeplitz/option")
  static final ErrorExample TOEPLITZ_OPTION = ErrorExample.of(
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(5, 5), c -> c.padding(1).border(Border.reflect())),
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(5, 5), c -> c.padding(1)));

  @ErrorCode("toeplitz/names")
  static final ErrorExample TOEPLITZ_NAMES = ErrorExample.of(
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5)).text("a", "b"),
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5)).text("a", "b", "c"));

  @ErrorCode("toeplitz/size")
  static final ErrorExample TOEPLITZ_SIZE = ErrorExample.of(
      () -> Toeplitz.of(Kernels.laplacian(), Shape.of(256, 256)).matrix(),
      () -> Toeplitz.of(Kernels.laplacian(), Shape.of(16, 16)).matrix());

  @ErrorCode("toeplitz/text")
  static final ErrorExample TOEPLITZ_TEXT = ErrorExample.of(
      () -> Toeplitz.of(Kernels.laplacian(), Shape.of(64, 64)).text(),
      () -> Toeplitz.of(Kernels.laplacian(), Shape.of(6, 6)).text());

  @ErrorCode("toeplitz/stride")
  static final ErrorExample TOEPLITZ_STRIDE = ErrorExample.of(
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(7, 7), c -> c.stride(0)),
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(7, 7), c -> c.stride(2)));

  @ErrorCode("toeplitz/padding")
  static final ErrorExample TOEPLITZ_PADDING = ErrorExample.of(
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5), c -> c.padding(1, 1)),
      () -> Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5), c -> c.padding(1)));

  @ErrorCode("toeplitz/dilation")
  static final ErrorExample TOEPLITZ_DILATION = ErrorExample.of(
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(7, 7), c -> c.dilation(0)),
      () -> Toeplitz.of(Kernels.sobelX(), Shape.of(7, 7), c -> c.dilation(2)));

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "toeplitz/kernel", "the extents are those of the array given, and an empty array, or other extents in the options, "
          + "are reported as toeplitz/shape and toeplitz/option before");

  private ToeplitzErrors() {}
}
