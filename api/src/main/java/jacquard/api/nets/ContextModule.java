package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;
import java.util.List;

/// `context-module` and `context-module-large`: dilated convolutions that let every position of a segmentation see more around it, at
/// full resolution. Seven of 3x3, dilated by 1 1 2 4 8 16 1, then one of 1x1 without relu. The module starts as the identity.
///
/// | network | maps, times C | parameters at C = 21 |
/// | --- | --- | --- |
/// | `context-module` | 1 1 1 1 1 1 1 1 | 28,392 |
/// | `context-module-large` | 2 2 4 8 16 32 32 1 | 6,803,139 |
///
/// Shapes   `[C,H,W] -> [C,H,W]`, a map for each class; by default `[21,64,64]`.
/// Counts   receptive field 67x67.
/// Source   Yu & Koltun 2015, arXiv:1511.07122, table 1; weights start by equations 4 and 5.
///
/// @param maps     of each layer but the last, as multiples of the input's
/// @param deviation of the normal numbers where equation 5 does not connect maps; 0 is equation 4
public record ContextModule(List<Integer> maps, double deviation) implements Network {
  public static final String NAME = "context-module";
  public static final String LARGE_NAME = "context-module-large";
  public static final Shape INPUT = Shape.of(21, 64, 64);
  public static final ContextModule BASIC = new ContextModule(List.of(1, 1, 1, 1, 1, 1, 1), 0);
  public static final ContextModule LARGE = new ContextModule(List.of(2, 2, 4, 8, 16, 32, 32), 1e-3);

  private static final int[] DILATIONS = {1, 1, 2, 4, 8, 16, 1};

  public ContextModule {
    maps = List.copyOf(maps);
  }

  @Override
  public Tensor build(Tensor x) {
    int classes = x.shape().extent(0);
    Tensor y = x;
    for (int i = 0; i < DILATIONS.length; i++) {
      y = layer(y, classes, maps.get(i) * classes, 3, DILATIONS[i]).relu();
    }
    return layer(y, classes, classes, 1, 1);
  }

  private Tensor layer(Tensor x, int classes, int filters, int kernel, int dilation) {
    Initializer identity = identity(classes, x.shape().extent(0), filters, kernel * kernel);
    return x.conv(filters, kernel, c -> c.same().dilation(dilation).init(identity).biasInit(Initializer.zeros()));
  }

  /// As equation 5: at the kernel's centre, each output is the mean of the inputs of its own class.
  ///
  ///     w[b,a] = C/c  where ⌊a·C/c⌋ = ⌊b·C/c'⌋,  of c inputs a and c' outputs b;  elsewhere normal with `deviation`
  ///
  /// The paper has `C/c'`; divided by the number of inputs that are summed, the values pass through all layers unchanged.
  private Initializer identity(int classes, int inputs, int outputs, int positions) {
    return (random, element, fan) -> {
      long pair = element / positions;
      boolean centre = element % positions == positions / 2;
      boolean connected = pair % inputs * classes / inputs == pair / inputs * classes / outputs;
      return centre && connected ? (double) classes / inputs : deviation * random.normal(element);
    };
  }
}
