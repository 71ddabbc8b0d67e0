package jacquard.testkit;

import jacquard.ir.Shape;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Settings of convolutions and poolings that are valid for a given input `[N, C, spatial…]`, over 1 to 3 spatial dimensions.
///
/// A setting shrinks towards stride 1, no padding, no dilation, one group and a kernel of extent 1.
public final class ConvolutionArbitraries {
  private static final long CODES = 1L << 48;
  private static final int LARGEST_KERNEL = 3;

  private ConvolutionArbitraries() {}

  /// A convolution with the shape of its kernel `[O, C/groups, spatial…]`.
  public record Setting(Convolution op, Shape kernel) {}

  public static Arbitrary<Setting> convolutions(Shape input) {
    return Arbitraries.longs().between(0, CODES).map(code -> {
      var choices = new Choices(code);
      Convolution op = convolution(input, choices);
      return new Setting(op, kernel(op, input, choices));
    });
  }

  /// Windows of a pooling.
  public static Arbitrary<Window> windows(Shape input) {
    return Arbitraries.longs().between(0, CODES).map(code -> window(input, new Choices(code)));
  }

  /// Every attribute but batch groups, which only gradients use. Any kernel that [#kernel] draws fits.
  static Convolution convolution(Shape input, Choices c) {
    int rank = input.rank() - 2;
    int channels = input.extent(1);
    List<Integer> stride = c.list(rank, 1, 3);
    List<Integer> lo = new ArrayList<>();
    List<Integer> hi = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      int extent = input.extent(2 + d);
      lo.add(c.of(0, 1, 2, extent > 1 ? -1 : 0));
      hi.add(c.of(0, 1, 2));
    }
    int groups = c.of(1, channels, channels % 2 == 0 ? 2 : 1);
    return new Convolution(stride, lo, hi, c.list(rank, 1, 3), c.list(rank, 1, c.below(4) == 3 ? 3 : 2), groups, 1);
  }

  /// The shape of a kernel for `op` that fits into the padded input.
  static Shape kernel(Convolution op, Shape input, Choices c) {
    Shape kernel = Shape.of(op.groups() * c.between(1, 3), input.extent(1) / op.groups());
    for (int d = 0; d < op.spatialRank(); d++) {
      int room = op.lo().get(d) + (input.extent(2 + d) - 1) * op.inputDilation().get(d) + 1 + op.hi().get(d);
      int largest = Math.min(LARGEST_KERNEL, (room - 1) / op.dilation().get(d) + 1);
      kernel = kernel.inserted(2 + d, jacquard.ir.Dim.of(c.between(1, largest + 1)));
    }
    return kernel;
  }

  static Window window(Shape input, Choices c) {
    int rank = input.rank() - 2;
    List<Integer> kernel = new ArrayList<>();
    List<Integer> dilation = new ArrayList<>();
    List<Integer> lo = new ArrayList<>();
    List<Integer> hi = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      int extent = input.extent(2 + d);
      int size = c.between(1, Math.min(LARGEST_KERNEL, extent) + 1);
      int apart = (size - 1) * 2 < extent ? c.between(1, 3) : 1;
      int half = (apart * (size - 1) + 1) / 2;
      kernel.add(size);
      dilation.add(apart);
      lo.add(c.between(0, half + 1));
      hi.add(c.between(0, half + 1));
    }
    return new Window(kernel, c.list(rank, 1, 3), lo, hi, dilation, c.coin());
  }
}
