package jacquard.ir.op.contraction;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Structure;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `convolution`: cross-correlation over any number `d` of spatial dimensions, `x[N,C,H…] · w[O,C/G,R…] -> y[N/B,O,P…]`.
///
///     y[n,o,p…] = Σ c,r…  x[n', c', (p·stride + r·dilation − lo) / inputDilation …] · w[o,c,r…]
///
/// with `c' = ⌊o/(O/G)⌋·C/G + c` for `G = groups`, `n' = ⌊o/(O/B)⌋·N/B + n` for `B = batchGroups`; a term whose position is no
/// multiple of `inputDilation`, or lies outside `x`, is 0.
///
/// Shapes   `P = ⌊(lo + (H−1)·inputDilation + 1 + hi − dilation·(R−1) − 1) / stride⌋ + 1`. Padding may be negative.
/// Numerics the order of the sum is free: schedules may choose it, by shapes alone.
/// Errors   `convolution/rank`, `/channels`, `/groups`, `/attributes`, `/empty-output`, `/too-large`, `/dtype`.
/// Source   Dumoulin & Visin 2016, arXiv:1603.07285, relationships 6 and 14; batch groups as XLA defines them.
public record Convolution(List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation,
    List<Integer> inputDilation, int groups, int batchGroups) implements Contraction {
  public Convolution {
    stride = List.copyOf(stride);
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
    dilation = List.copyOf(dilation);
    inputDilation = List.copyOf(inputDilation);
  }

  /// A plain convolution: `padding` zeros on both sides.
  public static Convolution of(List<Integer> stride, List<Integer> padding, List<Integer> dilation, int groups) {
    return new Convolution(stride, padding, padding, dilation, Collections.nCopies(stride.size(), 1), groups, 1);
  }

  /// Stride 1, no padding, no dilation, one group.
  public static Convolution plain(int spatialRank) {
    List<Integer> ones = Collections.nCopies(spatialRank, 1);
    return of(ones, Collections.nCopies(spatialRank, 0), ones, 1);
  }

  public int spatialRank() {
    return stride.size();
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    DType dtype = in.floating(0, "x");
    in.sameType(0, 1);
    checkAttributes(in);
    in.rank(0, "x", spatialRank() + 2);
    in.rank(1, "w", spatialRank() + 2);
    checkChannels(in);
    Dim n = in.shape(0).dim(0);
    Shape out = Shape.of(List.of(batchGroups == 1 ? n : new Dim(n.count() / batchGroups, n.perBatch()), in.shape(1).dim(0)));
    for (int d = 0; d < spatialRank(); d++) {
      out = out.inserted(2 + d, extent(in, d));
    }
    return new TensorType(dtype, out);
  }

  private void checkAttributes(Operands in) {
    int d = spatialRank();
    boolean lengths = lo.size() == d && hi.size() == d && dilation.size() == d && inputDilation.size() == d;
    boolean positive = java.util.stream.Stream.of(stride, dilation, inputDilation).flatMap(List::stream).allMatch(v -> v >= 1);
    if (d < 1 || !lengths || !positive || groups < 1 || batchGroups < 1 || groups > 1 && batchGroups > 1) {
      throw in.error("attributes", "the attributes do not describe a convolution").got("%s", this)
          .expected("one stride, padding and dilation per spatial dimension, strides, dilations and groups at least 1, "
              + "and either groups or batch groups").build();
    }
  }

  private void checkChannels(Operands in) {
    Dim c = in.shape(0).dim(1);
    Dim kernel = in.shape(1).dim(1);
    Dim o = in.shape(1).dim(0);
    if (batchGroups > 1 && in.shape(0).dim(0).perBatch() || groups > 1 && c.perBatch() || groups * batchGroups > 1 && o.perBatch()) {
      throw in.error("batch", "groups divide a dimension that depends on the batch size").got("x %s, w %s", in.type(0), in.type(1))
          .expected("fixed extents for what is divided into groups").build();
    }
    if (o.count() % groups != 0 || o.count() % batchGroups != 0 || in.shape(0).dim(0).count() % batchGroups != 0) {
      throw in.error("groups", "the groups do not divide the channels evenly")
          .got("w %s  O = %s, groups = %d, batch groups = %d", in.type(1), o, groups, batchGroups)
          .expected("O a multiple of the groups").fix("choose a number of output channels that %d divides", groups).build();
    }
    if (kernel.perBatch() != c.perBatch() || (long) kernel.count() * groups != c.count()) {
      throw in.error("channels", "input and kernel disagree on the number of channels")
          .got("x %s  C = %s", in.type(0), c).got("w %s  C/groups = %s, groups = %d", in.type(1), kernel, groups)
          .expected("x.C == w.C · groups, got %s and %d · %d = %d", c, kernel.count(), groups, (long) kernel.count() * groups)
          .fix("declare w with %d input channels, or insert a layer that maps %s to %d channels", c.count() / groups, c,
              (long) kernel.count() * groups).build();
    }
  }

  private Dim extent(Operands in, int d) {
    Dim h = in.shape(0).dim(2 + d);
    Dim r = in.shape(1).dim(2 + d);
    if (h.perBatch() || r.perBatch()) {
      throw in.error("batch", "a spatial dimension depends on the batch size").got("%s and %s", in.type(0), in.type(1)).build();
    }
    long stuffed = (h.count() - 1L) * inputDilation.get(d) + 1;
    long padded = in.padded(2 + d, stuffed, lo.get(d), hi.get(d));
    if (inputDilation.get(d) > 1) {
      in.divided(2 + d, padded, inputDilation.get(d));
    }
    long room = padded - dilation.get(d) * (r.count() - 1L) - 1;
    long extent = Math.floorDiv(room, stride.get(d)) + 1;
    if (extent < 1 || room < 0) {
      throw in.error("empty-output", "the kernel does not fit into the padded input, so the output is empty")
          .got("x %s, w %s", in.type(0), in.type(1))
          .got("spatial dimension %d: ⌊(%d + %d + %d − %d·(%d−1) − 1) / %d⌋ + 1 = %d", d, lo.get(d),
              stuffed, hi.get(d), dilation.get(d), r.count(), stride.get(d), extent)
          .expected("at least 1").fix("use a smaller kernel or dilation, more padding, or a larger input").build();
    }
    return in.extent(2 + d, extent);
  }

  @Override
  public Structure structure(Operands in) {
    return new ConvolutionLoops(this, in).structure();
  }

  @Override
  public @Nullable List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    if (batchGroups > 1 && self.input(1).type().shape().isBatched()) {
      // The groups of the input's gradient would be blocks of N/B channels, which no shape can express.
      return null;
    }
    var gradient = new ConvolutionGradient(this, self, dy, g);
    return List.of(gradient.input(), gradient.kernel());
  }
}
