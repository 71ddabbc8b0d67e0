package jacquard.api.options;

import jacquard.api.build.ConvSettings;
import jacquard.api.build.PaddingRule;
import jacquard.api.check.Check;
import jacquard.api.layer.Border;
import jacquard.api.layer.Kernels;
import jacquard.ir.NdArray;
import java.util.Arrays;

/// The options of a convolution: those of [FilterOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `padding` | elements on both sides; `paddingBefore` and `paddingAfter` differ by side; negative amounts cut | 0 |
/// | `valid`, `same` | none; as much as gives `⌈H/stride⌉` outputs. Of these and `full`, `causal`, `padding` the last counts | `valid` |
/// | `full`, `causal` | `dilation·(R−1)` on both sides; in front of the first spatial dimension alone | no |
/// | `border` | what the padding holds | [Border#zero()] |
/// | `depthwise` | every channel is a group with filters of its own, as many as the layer names | no |
/// | `flipped` | true convolution: the kernel reversed in every spatial dimension | cross-correlation |
/// | `mask` | one entry per kernel position, row-major: whether it has weights; for kernels that are no boxes | all |
/// | `connections` | which input map (row) leads to which filter (column), as in LeNet-5 | all |
/// | `fixed` | weights `[O, C/G, R…]`, or `[R…]` for all pairs of maps, that are not trained; without bias unless asked | trained |
public final class ConvOptions extends FilterOptions<ConvOptions> {
  private final ConvSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public ConvOptions(ConvSettings settings) {
    super(settings);
    this.settings = settings;
  }

  /// Elements added on both sides; negative amounts cut. 0 unless given.
  public ConvOptions padding(int... zeros) {
    return paddingBefore(zeros).paddingAfter(zeros);
  }

  /// Elements added in front; negative amounts cut. 0 unless given.
  public ConvOptions paddingBefore(int... zeros) {
    settings.paddingBefore = Check.given("the padding", zeros).clone();
    settings.rule = PaddingRule.EXPLICIT;
    return this;
  }

  /// Elements added at the end; negative amounts cut. 0 unless given.
  public ConvOptions paddingAfter(int... zeros) {
    settings.paddingAfter = Check.given("the padding", zeros).clone();
    settings.rule = PaddingRule.EXPLICIT;
    return this;
  }

  /// No padding.
  public ConvOptions valid() {
    return padding(0);
  }

  /// Outputs `⌈H/stride⌉`; an odd element of padding goes to the end.
  public ConvOptions same() {
    settings.rule = PaddingRule.SAME;
    return this;
  }

  /// Every position at which kernel and map overlap.
  public ConvOptions full() {
    settings.rule = PaddingRule.FULL;
    return this;
  }

  /// No output sees what comes later in the first spatial dimension; the others are padded as said before.
  public ConvOptions causal() {
    settings.rule = PaddingRule.CAUSAL;
    return this;
  }

  /// What the padding holds; zeros unless given.
  public ConvOptions border(Border around) {
    settings.border = Check.given("the border", around);
    return this;
  }

  /// Every channel is a group with `filtersPerChannel` filters of its own.
  public ConvOptions depthwise(int filtersPerChannel) {
    settings.depthwise = true;
    settings.multiplier = filtersPerChannel;
    return this;
  }

  /// True convolution: `y[p] = Σ x[p − r]·w[r]` in place of `x[p + r]`.
  public ConvOptions flipped() {
    settings.flipped = true;
    return this;
  }

  /// Positions of the kernel, row-major, that have weights.
  public ConvOptions mask(boolean... kept) {
    settings.mask = Check.given("the array of positions", kept).clone();
    return this;
  }

  /// As the other `mask`, with 0 and 1.
  public ConvOptions mask(int... kept) {
    var flags = new boolean[Check.given("the array of positions", kept).length];
    for (int i = 0; i < kept.length; i++) {
      flags[i] = kept[i] != 0;
    }
    return mask(flags);
  }

  /// `table[input map][filter]`: which are connected.
  public ConvOptions connections(boolean[][] table) {
    Check.all("the table", "a row of the table", table);
    settings.connections = Arrays.stream(table).map(boolean[]::clone).toArray(boolean[][]::new);
    return this;
  }

  /// A row per input map, a character per filter: `X` where they are connected.
  public ConvOptions connections(String... rows) {
    var table = new boolean[Check.all("the table", "a row of the table", rows).length][];
    for (int r = 0; r < rows.length; r++) {
      table[r] = new boolean[rows[r].length()];
      for (int f = 0; f < table[r].length; f++) {
        table[r][f] = rows[r].charAt(f) == 'X';
      }
    }
    return connections(table);
  }

  /// Weights nobody trains, such as those of [Kernels]; drops the bias, which `bias(true)` after it brings back.
  public ConvOptions fixed(NdArray weights) {
    settings.fixed = Check.given("the array of weights", weights);
    settings.bias = false;
    return this;
  }

  @Override
  ConvOptions self() {
    return this;
  }
}
