package jacquard.ir.onnx.read;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Convolutions and matrix products.
final class ContractionOps {
  private ContractionOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Conv", Translator.of(ContractionOps::convolution));
    table.put("ConvTranspose", Translator.of(ContractionOps::transposed));
    table.put("DeformConv", Translator.of(ContractionOps::deformable));
    table.put("Gemm", Translator.of(ContractionOps::gemm));
    table.put("MatMul", Translator.of(c -> product(c, c.node(0), c.node(1))));
    table.put("Einsum", Translator.of(c -> new Einsum(c).node()));
  }

  private static Node convolution(OperatorCall call) {
    Node x = call.node(0);
    Node w = call.node(1);
    WindowAttributes windows = WindowAttributes.ofKernel(call, w.type().shape());
    int rank = windows.rank();
    var op = new Convolution(windows.stride(), windows.lo(), windows.hi(), windows.dilation(), Collections.nCopies(rank, 1),
        call.integer("group", 1), 1);
    return biased(call, call.add(op, x, w), 2);
  }

  /// `y` with the vector of operand `k`, where there is one, added to each map.
  private static Node biased(OperatorCall call, Node y, int k) {
    if (!call.has(k)) {
      return y;
    }
    List<Dim> dims = new ArrayList<>(call.shape(k).dims());
    dims.addAll(Collections.nCopies(y.type().rank() - 2, Dim.of(1)));
    return call.add(new Add(), y, call.reshape(call.node(k), dims));
  }

  /// With `output_shape` the padding follows from it; what is left over of an odd one goes to the end, or with `SAME_LOWER` to the front.
  private static Node transposed(OperatorCall call) {
    Node x = call.node(0);
    Node w = call.node(1);
    int rank = w.type().rank() - 2;
    List<Integer> stride = call.perDimension("strides", rank, 1);
    List<Integer> dilation = call.perDimension("dilations", rank, 1);
    List<Integer> more = call.perDimension("output_padding", rank, 0);
    List<Integer> shape = call.integers("output_shape");
    String auto = call.text("auto_pad", "NOTSET");
    boolean same = auto.startsWith("SAME");
    List<Integer> lo = new ArrayList<>();
    List<Integer> hi = new ArrayList<>();
    List<Integer> pads = call.perDimension("pads", 2 * rank, 0);
    for (int d = 0; d < rank; d++) {
      int h = x.type().shape().extent(2 + d);
      int full = stride.get(d) * (h - 1) + more.get(d) + dilation.get(d) * (w.type().shape().extent(2 + d) - 1) + 1;
      if (!shape.isEmpty() || same) {
        int total = full - (shape.isEmpty() ? h * stride.get(d) : shape.get(shape.size() - rank + d));
        int smaller = Math.floorDiv(total, 2);
        lo.add(auto.equals("SAME_UPPER") ? smaller : total - smaller);
        hi.add(total - lo.getLast());
      } else {
        lo.add(auto.equals("VALID") ? 0 : pads.get(d));
        hi.add(auto.equals("VALID") ? 0 : pads.get(rank + d));
      }
    }
    var op = new ConvolutionTranspose(stride, lo, hi, more, dilation, call.integer("group", 1));
    return biased(call, call.add(op, x, w), 2);
  }

  /// Padding that differs between the sides is put around the input first: outside of it there are zeros too.
  private static Node deformable(OperatorCall call) {
    Node x = call.node(0);
    Node w = call.node(1);
    WindowAttributes windows = WindowAttributes.ofKernel(call, w.type().shape());
    List<Integer> padding = windows.lo();
    if (!windows.lo().equals(windows.hi())) {
      x = call.add(new Pad(around(windows.lo()), around(windows.hi())), x);
      padding = Collections.nCopies(windows.rank(), 0);
    }
    var op = new DeformableConvolution(windows.stride(), padding, windows.dilation(), call.integer("group", 1),
        call.integer("offset_group", 1), call.has(4));
    Node y = call.has(4) ? call.add(op, x, call.node(2), w, call.node(4)) : call.add(op, x, call.node(2), w);
    return biased(call, y, 3);
  }

  /// Nothing around the batch and the channels.
  static List<Integer> around(List<Integer> spatial) {
    var all = new ArrayList<>(List.of(0, 0));
    all.addAll(spatial);
    return all;
  }

  private static Node gemm(OperatorCall call) {
    Node a = turned(call, call.node(0), call.flag("transA"));
    double alpha = call.decimal("alpha", 1);
    double beta = call.decimal("beta", 1);
    boolean plain = alpha == 1 && (beta == 1 || !call.has(2));
    if (plain && call.flag("transB") && (!call.has(2) || call.rank(2) == 1 && call.shape(2).dim(0).equals(call.shape(1).dim(0)))) {
      return call.has(2) ? call.add(new Linear(), a, call.node(1), call.node(2)) : call.add(new Linear(), a, call.node(1));
    }
    Node y = call.add(new MatMul(), a, turned(call, call.node(1), call.flag("transB")));
    y = alpha == 1 ? y : call.add(new Mul(), y, call.constant(call.floating(0), alpha));
    if (!call.has(2) || beta == 0) {
      return y;
    }
    Node c = beta == 1 ? call.node(2) : call.add(new Mul(), call.node(2), call.constant(call.floating(0), beta));
    return call.add(new Add(), y, c);
  }

  private static Node turned(OperatorCall call, Node x, boolean turn) {
    return turn ? call.add(new Transpose(List.of(1, 0)), x) : x;
  }

  /// As numpy's `matmul`: a vector gets a dimension of 1, which the result loses again.
  private static Node product(OperatorCall call, Node a, Node b) {
    boolean rows = a.type().rank() == 1;
    boolean columns = b.type().rank() == 1;
    if (!a.type().dtype().isFloat()) {
      throw call.unsupported("a product of integers");
    }
    Node left = rows ? call.reshape(a, a.type().shape().inserted(0, Dim.of(1))) : a;
    Node right = columns ? call.reshape(b, b.type().shape().inserted(1, Dim.of(1))) : b;
    Node y = call.add(new MatMul(), left, right);
    Shape shape = y.type().shape();
    int rank = shape.rank();
    List<Dim> kept = IntStream.range(0, rank).filter(d -> !(rows && d == rank - 2) && !(columns && d == rank - 1))
        .mapToObj(shape::dim).toList();
    return call.reshape(y, kept);
  }
}
