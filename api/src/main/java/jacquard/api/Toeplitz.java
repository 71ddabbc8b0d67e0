package jacquard.api;

import jacquard.api.build.Borders;
import jacquard.api.build.ConvGeometry;
import jacquard.api.build.ConvSettings;
import jacquard.api.check.Check;
import jacquard.api.check.OptionCheck;
import jacquard.api.options.ConvOptions;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A convolution as the matrix that maps the input, flattened, to the output, flattened: `y = T·x`.
///
///     T[(o,p…), (c,h…)] = w[o,c',r…]   where h = p·stride + r·dilation − lo, c of the group of o, and 0 elsewhere
///
/// Shapes   kernel `[O, C/G, R…]` over an input `[C,H…]`, or, of one map, kernel `[R…]` over `[H…]`; the matrix is
///          `[O·ΠP, C·ΠH]`, of the kernel's element type. All numbers of spatial dimensions.
/// Errors   `toeplitz/shape`: kernel and input do not fit; `toeplitz/option`: an option that is not about windows; `toeplitz/size`: the
///          matrix has 2^31 elements or more; `toeplitz/text`: its text more than 2^20 entries; `toeplitz/names`; those of the windows,
///          such as `toeplitz/stride`.
/// Source   the lecture notes; Dumoulin & Visin 2016, arXiv:1603.07285, section 4.1.
///
/// ```java
/// Toeplitz.of(NdArray.of(Shape.of(3), 1f, 2f, 3f), Shape.of(5)).text();
/// // w0 w1 w2 0  0
/// // 0  w0 w1 w2 0
/// // 0  0  w0 w1 w2
/// ```
public final class Toeplitz {
  private static final long LARGEST_TEXT = 1 << 20;
  private static final int NONE = -1;

  private final NdArray kernel;
  private final Shape weights;
  private final Shape input;
  private final Shape output;
  private final ConvGeometry windows;
  private final OptionCheck check;
  private final int groups;
  private final boolean flipped;
  private final boolean transposed;

  private Toeplitz(NdArray kernel, Shape weights, Shape input, Shape output, ConvGeometry windows, OptionCheck check, int groups,
      boolean flipped, boolean transposed) {
    this.kernel = kernel;
    this.weights = weights;
    this.input = input;
    this.output = output;
    this.windows = windows;
    this.check = check;
    this.groups = groups;
    this.flipped = flipped;
    this.transposed = transposed;
  }

  /// The matrix of the convolution without padding, stride 1.
  public static Toeplitz of(NdArray kernel, Shape input) {
    return of(kernel, input, c -> { });
  }

  /// The matrix of a convolution with stride, padding (zeros), dilation, groups, or flipped kernel.
  public static Toeplitz of(NdArray kernel, Shape input, Consumer<ConvOptions> options) {
    var check = new OptionCheck("toeplitz", Loc.ofCaller());
    boolean oneMap = Check.given("the kernel", kernel).shape().rank() == Check.given("the shape of the input", input).rank();
    Shape weights = oneMap ? withMaps(withMaps(kernel.shape())) : kernel.shape();
    Shape maps = oneMap ? withMaps(input) : input;
    if (weights.rank() != maps.rank() + 1 || maps.rank() < 2 || kernel.size() == 0) {
      throw check.error("shape", "kernel and input disagree on the number of dimensions").got("kernel %s, input %s", kernel.shape(), input)
          .expected("kernel [O, C/G, R…] and input [C, H…], or kernel [R…] and input [H…]").build();
    }
    if (maps.isBatched() || maps.size() == 0) {
      throw check.error("shape", "the input has no elements, or a batch dimension").got("input %s", input)
          .expected("extents of at least 1, for one example").build();
    }
    var chosen = new ConvSettings(IntStream.range(2, weights.rank()).map(weights::extent).toArray());
    int[] extents = chosen.kernel;
    Check.options(options).accept(new ConvOptions(chosen));
    String other = !Borders.isZero(chosen.border) ? "border" : chosen.mask != null ? "mask" : chosen.connections != null ? "connections"
        : chosen.fixed != null ? "fixed" : !Arrays.equals(chosen.kernel, extents) ? "kernel" : "";
    if (!other.isEmpty()) {
      throw check.error("option", "the matrix takes no border, mask, connections, kernel or fixed weights").got("%s", other)
          .expected("stride, padding, dilation, groups, flipped").fix("write the weights that matter into the kernel").build();
    }
    int groups = chosen.depthwise ? maps.extent(0) : chosen.groups;
    if (groups < 1 || (long) weights.extent(1) * groups != maps.extent(0) || weights.extent(0) % groups != 0) {
      throw check.error("shape", "kernel and input disagree on the channels").got("kernel %s, input %s, groups = %d", weights, maps, groups)
          .expected("C = C/G · groups, and O a multiple of the groups").build();
    }
    var windows = ConvGeometry.of(check, chosen, maps.slice(1, maps.rank()));
    return new Toeplitz(kernel, weights, maps, outputShape(check, windows, weights, maps), windows, check, groups, chosen.flipped, false);
  }

  private static Shape withMaps(Shape shape) {
    return shape.inserted(0, Dim.of(1));
  }

  private static Shape outputShape(OptionCheck check, ConvGeometry windows, Shape weights, Shape input) {
    Shape output = input.with(0, weights.extent(0));
    for (int d = 0; d < windows.rank(); d++) {
      int h = input.extent(1 + d);
      long room = (long) h + windows.lo().get(d) + windows.hi().get(d) - windows.dilation().get(d) * (windows.kernel().get(d) - 1L) - 1;
      if (room < 0) {
        throw check.error("shape", "the kernel does not fit into the padded input")
            .got("spatial dimension %d: %d + %d + %d − %d·(%d−1) − 1 = %d", d, h, windows.lo().get(d), windows.hi().get(d),
                windows.dilation().get(d), windows.kernel().get(d), room)
            .expected("at least 0").build();
      }
      long extent = room / windows.stride().get(d) + 1;
      if (extent > Integer.MAX_VALUE) {
        throw check.error("shape", "the result has too many elements").got("spatial dimension %d: %d", d, extent)
            .expected("at most %d", Integer.MAX_VALUE).build();
      }
      output = output.with(1 + d, (int) extent);
    }
    return output;
  }

  /// The transpose: the matrix of the transposed convolution, and of the gradient for the input.
  public Toeplitz transposed() {
    return new Toeplitz(kernel, weights, input, output, windows, check, groups, flipped, !transposed);
  }

  /// `[rows, columns]`.
  public Shape shape() {
    long rows = (transposed ? input : output).size();
    long columns = (transposed ? output : input).size();
    if (rows > Integer.MAX_VALUE / columns) {
      throw check.error("size", "the matrix is too large").got("%d rows · %d columns", rows, columns)
          .expected("fewer than 2^31 elements").fix("take a smaller input: the pattern is the same").build();
    }
    return Shape.of((int) rows, (int) columns);
  }

  /// The matrix, dense.
  public NdArray matrix() {
    NdArray matrix = NdArray.zeros(new TensorType(kernel.dtype(), shape()));
    int columns = shape().extent(1);
    for (int row = 0; row < shape().extent(0); row++) {
      for (int column = 0; column < columns; column++) {
        int weight = weight(row, column);
        if (weight != NONE) {
          matrix.set(row * columns + column, kernel.get(weight));
        }
      }
    }
    return matrix;
  }

  /// The matrix with the weights by name: `w0 w1` in one spatial dimension, `w0,0 w0,1` in two; indices of maps stand in front where
  /// there are several.
  public String text() {
    return text(this::symbol);
  }

  /// The matrix with names given to the weights in row-major order.
  public String text(String... names) {
    if (Check.all("the array of names", "a name", names).length != kernel.size()) {
      throw check.error("names", "not one name for each weight").got("%d", names.length).expected("%d, for the kernel %s", kernel.size(),
          kernel.shape()).build();
    }
    return text(i -> names[i]);
  }

  private String text(IntFunction<String> names) {
    Shape shape = shape();
    if (shape.size() > LARGEST_TEXT) {
      throw check.error("text", "the matrix is too large to be read").got("%s", shape).expected("at most %d entries", LARGEST_TEXT)
          .fix("take a smaller input: the pattern is the same").build();
    }
    int width = IntStream.range(0, kernel.size()).map(i -> names.apply(i).length()).max().orElse(1);
    var text = new StringBuilder();
    for (int row = 0; row < shape.extent(0); row++) {
      var line = new StringBuilder();
      for (int column = 0; column < shape.extent(1); column++) {
        int weight = weight(row, column);
        String entry = weight == NONE ? "0" : names.apply(weight);
        line.append(entry).append(" ".repeat(width - entry.length() + 1));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String symbol(int weight) {
    List<Integer> index = index(weight, weights);
    var shown = new ArrayList<>(index.subList(2, index.size()));
    if (weights.extent(0) > 1 || weights.extent(1) > 1) {
      shown.addAll(0, index.subList(0, 2));
    }
    return "w" + String.join(",", shown.stream().map(String::valueOf).toList());
  }

  /// The number of the weight at an entry of the matrix, or none.
  private int weight(int row, int column) {
    List<Integer> to = index(transposed ? column : row, output);
    List<Integer> from = index(transposed ? row : column, input);
    int c = from.getFirst() - to.getFirst() / (weights.extent(0) / groups) * weights.extent(1);
    if (c < 0 || c >= weights.extent(1)) {
      return NONE;
    }
    int weight = to.getFirst() * weights.extent(1) + c;
    for (int d = 0; d < windows.rank(); d++) {
      int distance = from.get(1 + d) + windows.lo().get(d) - to.get(1 + d) * windows.stride().get(d);
      int tap = Math.floorDiv(distance, windows.dilation().get(d));
      int extent = windows.kernel().get(d);
      if (tap < 0 || tap >= extent || tap * windows.dilation().get(d) != distance) {
        return NONE;
      }
      weight = weight * extent + (flipped ? extent - 1 - tap : tap);
    }
    return weight;
  }

  private static List<Integer> index(int element, Shape shape) {
    var index = new ArrayList<Integer>(Collections.nCopies(shape.rank(), 0));
    for (int d = shape.rank() - 1, rest = element; d >= 0; rest /= shape.extent(d), d--) {
      index.set(d, rest % shape.extent(d));
    }
    return index;
  }
}
