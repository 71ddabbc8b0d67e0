package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;

import jacquard.ir.TensorType;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import java.util.Collections;
import java.util.List;

/// Cases of transposed convolutions.
final class ConvolutionOpCases {
  private ConvolutionOpCases() {}

  static List<OpCase> all() {
    var uneven = new ConvolutionTranspose(List.of(2, 1), List.of(1, 0), List.of(0, 2), List.of(1, 2), List.of(1, 3), 1);
    var volume = new ConvolutionTranspose(List.of(2, 1, 1), List.of(0, 1, 0), List.of(0, 0, 1), List.of(1, 0, 0), List.of(1, 2, 1), 2);
    return List.of(transposed("stride 1", f64(2, 2, 3), f64(2, 3, 2), 1, 0, 0, 0, 1, 1),
        transposed("kernel 1", f64(1, 2, 3), f64(2, 3, 1), 2, 0, 0, 1, 1, 1),
        transposed("stride 2, padding 1 and 0", f64(1, 2, 4), f64(2, 3, 3), 2, 1, 0, 0, 1, 1),
        transposed("stride 3, output padding 2", f64(1, 2, 3), f64(2, 1, 2), 3, 0, 0, 2, 1, 1),
        transposed("dilation 3, output padding at the stride", f64(1, 1, 3), f64(1, 2, 2), 2, 1, 1, 2, 3, 1),
        transposed("more padding than reach", f64(1, 1, 5), f64(1, 2, 2), 2, 2, 3, 0, 1, 1),
        transposed("negative padding", f64(1, 1, 3), f64(1, 2, 2), 2, -1, -2, 0, 1, 1),
        transposed("groups 2, N examples", OpCases.n(4, 3), f64(4, 3, 2), 2, 0, 1, 1, 1, 2),
        transposed("depthwise", f64(2, 3, 4), f64(3, 2, 3), 2, 1, 1, 1, 1, 3),
        OpCases.signed("convolution_transpose 2d", uneven, f64(1, 2, 3, 4), f64(2, 2, 2, 2)),
        OpCases.signed("convolution_transpose 3d, N examples", volume, OpCases.n(2, 2, 3, 2), f64(2, 2, 2, 2, 1)));
  }

  private static OpCase transposed(String what, TensorType x, TensorType w, int stride, int lo, int hi, int outputPadding, int dilation,
      int groups) {
    int d = x.rank() - 2;
    var op = new ConvolutionTranspose(Collections.nCopies(d, stride), Collections.nCopies(d, lo), Collections.nCopies(d, hi),
        Collections.nCopies(d, outputPadding), Collections.nCopies(d, dilation), groups);
    return OpCases.signed("convolution_transpose 1d: " + what, op, x, w);
  }
}
