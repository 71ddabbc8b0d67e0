package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.Border;
import jacquard.api.layer.Kernels;
import jacquard.api.options.ConvOptions;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Options of convolutions that do not fit, each refused at the user's line.
final class ConvolutionMistakesTest {
  private static final Shape IMAGE = Shape.of(2, 6, 6);

  private static void mistake(String code, Network body, String... parts) {
    UserError error = assertThrows(UserError.class, () -> Model.define("net", IMAGE, body));
    assertEquals(code, error.code(), error.getMessage());
    assertTrue(error.getMessage().contains("ConvolutionMistakesTest.java"), error.getMessage());
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  private static void conv(String code, Consumer<ConvOptions> options, String... parts) {
    mistake(code, x -> x.conv(4, 3, options), parts);
  }

  @Test
  void weights() {
    conv("conv/mask", c -> c.mask(1, 0, 1), "3 entries, 2 kept", "row-major: 9");
    conv("conv/mask", c -> c.mask(new int[9]), "0 kept");
    conv("conv/connections", c -> c.connections("XX"), "1 rows, columns 2");
    conv("conv/connections", c -> c.connections("X..X", "XX"), "one column per filter: 4");
    conv("conv/connections", c -> c.connections("....", "...."), "0 connections");
    conv("conv/connections", c -> c.connections("X...", "...X").groups(2), "groups = 2");
    conv("conv/fixed", c -> c.fixed(NdArray.of(Shape.of(2, 2), 1f, 2, 3, 4)), "f32[2,2]", "[4,2,3,3], or [3,3]");
    conv("conv/depthwise", c -> c.depthwise(3), "C · multiplier = 6", "depthwiseConv(kernel, 3)");
    mistake("conv/multiplier", x -> x.depthwiseConv(3, 0), "multiplier = 0");
    mistake("conv/sigma", x -> x.structuredConv(4, 3, 0), "sigma = 0.0");
  }

  @Test
  void paddings() {
    conv("border_pad/reflection", c -> c.padding(6).border(Border.reflect()), "6 and 6 elements", "at most 5");
    conv("conv/padding", c -> c.padding(1, 1, 1));
    conv("conv/stride", c -> c.same().stride(0));
    mistake("conv/kernel", x -> x.spatiallySeparableConv(4, 0));
    mistake("conv/rank", x -> x.flatten().depthwiseConv(3, 1));
    mistake("conv/rank", x -> x.flatten().spatiallySeparableConv(3, 1));
    mistake("resize/factor", x -> x.resizeConv(4, 3, 0), "factor = 0");
    mistake("resize/rank", x -> x.flatten().resizeConv(4, 3, 2));
  }

  @Test
  void transposed() {
    mistake("conv_transpose/groups", x -> x.convTranspose(3, 2, c -> c.groups(2)), "filters = 3, groups = 2");
    mistake("conv_transpose/rank", x -> x.flatten().convTranspose(3, 2));
    mistake("conv_transpose/output-padding", x -> x.convTranspose(3, 2, c -> c.outputPadding(-1)));
    mistake("convolution_transpose/output-padding", x -> x.convTranspose(3, 2, c -> c.stride(2).outputPadding(2)),
        "max(stride, dilation) = max(2, 1) = 2");
    mistake("convolution_transpose/empty-output", x -> x.conv(2, 3).convTranspose(3, 2, c -> c.padding(3)),
        "spatial dimension 0: (4−1)·1 − 3 − 3 + 1·(2−1) + 1 + 0 = -1", "chain     conv1 6 → 4");
  }

  @Test
  void kernels() {
    assertEquals("kernel/extent", assertThrows(UserError.class, () -> Kernels.box(0, 2)).code());
    assertEquals("kernel/extent", assertThrows(UserError.class, () -> Kernels.binomial(100, 9)).code());
    assertEquals("kernel/sigma", assertThrows(UserError.class, () -> Kernels.gaussian(3, 2, Double.NaN)).code());
  }

  @Test
  void theChainOfExtentsFollowsTheFirstOperand() {
    mistake("max_pool/empty-output", x -> x.conv(2, c -> c.kernel(3, 1)).relu().plus(x.conv(2, c -> c.kernel(3, 1))).maxPool(2)
        .flatten().reshape(2, 2, 3).maxPool(4), "chain     conv1 6 → 4x6, pool1 4x6 → 2x3, flatten1 2x3 → 1, reshape1 1 → 2x3");
  }
}
