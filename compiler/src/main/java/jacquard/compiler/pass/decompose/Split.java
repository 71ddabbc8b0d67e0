package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerWork;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One way to write a layer's weights as two layers in sequence, a rank-`K` sum of products in each group `g`:
///
///     w[g·O + o, i, r…] = Σ k  first[g·K + k, i, r in D] · second[g·O + o, k, r not in D]
///
/// where `D`, the dimensions of the kernel that the first layer has, is what `first` says. All of them: a convolution to `K` channels, then
/// 1x1 (low-rank channels). None: 1x1, then the kernel; for a dense layer, whose kernel is empty, `U·Vᵀ`. One of two: `k×1`, then `1×k`
/// (Jaderberg, Vedaldi & Zisserman 2014, arXiv:1405.3866, scheme 2), which of a depthwise layer makes two depthwise ones.
///
/// `depthwise`, for layers of one group, takes the channels apart instead, with `K` kernels for each (Guo et al. 2018, arXiv:1812.08546):
///
///     w[o, i, r…] = Σ k  first[i·K + k, 0, r…] · second[o, i·K + k]
///
/// Both are exact with zero padding, in any dimension and with any stride and dilation: a first layer without bias gives 0 where the second
/// pads with 0.
public record Split(boolean depthwise, List<Boolean> first) {
  public Split {
    first = List.copyOf(first);
  }

  /// The ways that make sense for a kernel of these extents: every choice of `D` among the dimensions of more than one element.
  public static List<Split> of(LayerWork work) {
    List<Integer> kernel = work.kernel();
    List<Integer> wide = IntStream.range(0, kernel.size()).filter(d -> kernel.get(d) > 1).boxed().toList();
    var splits = new ArrayList<Split>();
    for (int choice = (1 << wide.size()) - 1; choice >= 0; choice--) {
      int chosen = choice;
      splits.add(new Split(false, IntStream.range(0, kernel.size())
          .mapToObj(d -> !wide.contains(d) || (chosen >> wide.indexOf(d) & 1) == 1).toList()));
    }
    if (work.groups() == 1 && work.ins() > 1 && !wide.isEmpty()) {
      splits.add(new Split(true, kernel.stream().map(k -> true).toList()));
    }
    return splits;
  }

  /// The two layers in place of one, at rank `rank`; `between` counts the positions of a channel of the value in the middle.
  List<LayerWork> works(LayerWork whole, int rank, long between) {
    int groups = depthwise ? whole.ins() : whole.groups();
    return List.of(new LayerWork(groups, whole.ins(), groups * rank, kernel(whole.kernel(), true), whole.inside(), between),
        new LayerWork(whole.groups(), groups * rank, whole.outs(), kernel(whole.kernel(), false), between, whole.outside()));
  }

  /// The extents of the first or second layer's kernel.
  List<Integer> kernel(List<Integer> whole, boolean ofFirst) {
    return IntStream.range(0, whole.size()).mapToObj(d -> first.get(d) == ofFirst ? whole.get(d) : 1).toList();
  }

  /// The largest rank there is.
  int fullRank(LayerWork work) {
    int rows = volume(work.kernel(), true) * (depthwise ? 1 : work.ins() / work.groups());
    return Math.min(rows, volume(work.kernel(), false) * (depthwise ? work.outs() : work.outs() / work.groups()));
  }

  /// The elements of the first or second layer's kernel.
  int volume(List<Integer> whole, boolean ofFirst) {
    return kernel(whole, ofFirst).stream().reduce(1, (a, b) -> a * b);
  }

  /// The weights as matrices, one a group or channel: rows are what the first layer sums over, columns the rest.
  List<Entries> matrices(Weights w) {
    return IntStream.range(0, count(w)).mapToObj(m -> matrix(w, m)).toList();
  }

  /// How many matrices the weights make.
  int count(Weights w) {
    return depthwise ? w.ins() : w.groups();
  }

  /// Matrix number `m` of the weights.
  Entries matrix(Weights w, int m) {
    int outs = w.outs() / (depthwise ? 1 : w.groups());
    int ins = depthwise ? 1 : w.ins();
    int firstOut = depthwise ? 0 : m * outs;
    int firstIn = depthwise ? m : 0;
    int[] rows = offsets(w.kernel(), true);
    int[] columns = offsets(w.kernel(), false);
    return Entries.of(w.values(), places(w.place(0, firstIn, 0), w.place(0, 1, 0), ins, rows),
        places(w.place(firstOut, 0, 0), w.place(1, 0, 0), outs, columns));
  }

  /// `count` times the `offsets`, `step` further each time.
  private static int[] places(int from, int step, int count, int[] offsets) {
    var places = new int[count * offsets.length];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < offsets.length; k++) {
        places[i * offsets.length + k] = from + i * step + offsets[k];
      }
    }
    return places;
  }

  /// Where each element of the first or second layer's kernel lies in the whole one.
  private int[] offsets(List<Integer> kernel, boolean ofFirst) {
    int[] offsets = {0};
    int stride = kernel.stream().reduce(1, (a, b) -> a * b);
    for (int d = 0; d < kernel.size(); d++) {
      stride /= kernel.get(d);
      if (first.get(d) == ofFirst) {
        int step = stride;
        int extent = kernel.get(d);
        offsets = IntStream.of(offsets).flatMap(o -> IntStream.range(0, extent).map(i -> o + i * step)).toArray();
      }
    }
    return offsets;
  }

  /// The weights of the two layers at rank `rank`, from the decompositions of the matrices.
  List<NdArray> factors(Weights w, int rank, List<LowRank> parts) {
    return factors(w, rank, parts.stream().map(part -> InterpolativeDecomposition.of(part, rank)).toList(), parts.getFirst());
  }

  /// As [#factors], from elements of the weights, which are exactly of that rank.
  List<NdArray> factorsOfElements(Weights w, int rank, List<LowRank> parts) {
    List<Entries> matrices = matrices(w);
    return factors(w, rank, IntStream.range(0, parts.size())
        .mapToObj(g -> InterpolativeDecomposition.ofElements(matrices.get(g).matrix(), parts.get(g), rank))
        .toList(), parts.getFirst());
  }

  private List<NdArray> factors(Weights w, int rank, List<InterpolativeDecomposition> parts, LowRank size) {
    int groups = parts.size();
    int rows = size.u().numRows;
    int columns = volume(w.kernel(), false);
    int outs = size.v().numRows / columns;
    NdArray one = zeros(w, groups * rank, depthwise ? 1 : w.ins(), kernel(w.kernel(), true));
    NdArray two = zeros(w, w.outs(), depthwise ? groups * rank : rank, kernel(w.kernel(), false));
    for (int g = 0; g < groups; g++) {
      InterpolativeDecomposition part = parts.get(g);
      for (int k = 0; k < part.rank(); k++) {
        for (int row = 0; row < rows; row++) {
          one.set((g * rank + k) * rows + row, part.left().get(row, k));
        }
        for (int column = 0; column < outs * columns; column++) {
          int o = column / columns + (depthwise ? 0 : g * outs);
          int channel = depthwise ? o * groups * rank + g * rank + k : o * rank + k;
          two.set(channel * columns + column % columns, part.right().get(k, column));
        }
      }
    }
    return List.of(one, two);
  }

  /// What the first layer contributes to matrix number `m`: a column for each channel between.
  static Entries left(NdArray one, int m, int matrices) {
    int rank = one.shape().extent(0) / matrices;
    int rows = one.size() / one.shape().extent(0);
    return new Entries(rows, rank, (row, k) -> one.get((m * rank + k) * rows + row));
  }

  /// What the second layer contributes to matrix number `m`: a row for each channel between.
  Entries right(Weights w, NdArray two, int m, int matrices) {
    int columns = volume(w.kernel(), false);
    int between = two.shape().extent(1);
    int rank = depthwise ? between / matrices : between;
    int outs = w.outs() / (depthwise ? 1 : matrices);
    return new Entries(rank, outs * columns, (k, column) -> {
      int o = column / columns + (depthwise ? 0 : m * outs);
      return two.get((o * between + (depthwise ? m * rank : 0) + k) * columns + column % columns);
    });
  }

  private static NdArray zeros(Weights w, int outs, int ins, List<Integer> kernel) {
    int[] extents = IntStream.concat(IntStream.of(outs, ins), kernel.stream().mapToInt(k -> k)).toArray();
    return NdArray.zeros(new TensorType(w.dtype(), Shape.of(extents)));
  }

  /// `3x1 then 1x3`, `3x3 then 1x1`, `depthwise 3x3 then 1x1`, `low rank`.
  String text(List<Integer> kernel) {
    if (kernel.isEmpty()) {
      return "low rank";
    }
    return (depthwise ? "depthwise " : "") + extents(kernel(kernel, true)) + " then " + extents(kernel(kernel, false));
  }

  static String extents(List<Integer> kernel) {
    return String.join("x", kernel.stream().map(String::valueOf).toList());
  }
}
