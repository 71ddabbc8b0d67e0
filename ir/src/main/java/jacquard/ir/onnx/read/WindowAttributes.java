package jacquard.ir.onnx.read;

import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The windows of a convolution or pooling as its attributes say: kernel, strides, dilations, and padding, given or by `auto_pad`.
record WindowAttributes(List<Integer> kernel, List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation) {
  int rank() {
    return kernel.size();
  }

  /// Of a convolution, whose kernel has the extents of its weights, over operand 0.
  static WindowAttributes ofKernel(OperatorCall call, Shape weights) {
    return of(call, IntStream.range(2, weights.rank()).mapToObj(weights::extent).toList());
  }

  /// Of a pooling, over operand 0.
  static WindowAttributes ofPool(OperatorCall call) {
    List<Integer> kernel = call.integers("kernel_shape");
    if (kernel.isEmpty()) {
      throw call.error("attribute", "the extents of the windows are missing").expected("the attribute kernel_shape").build();
    }
    return of(call, kernel);
  }

  private static WindowAttributes of(OperatorCall call, List<Integer> kernel) {
    int rank = kernel.size();
    if (call.rank(0) != rank + 2) {
      throw call.error("operands", "the windows have another number of dimensions than the input")
          .got("windows %s over %s", kernel, call.type(0)).expected("%d dimensions", rank + 2).build();
    }
    List<Integer> stride = call.perDimension("strides", rank, 1);
    List<Integer> dilation = call.perDimension("dilations", rank, 1);
    List<Integer> pads = call.perDimension("pads", 2 * rank, 0);
    String auto = call.text("auto_pad", "NOTSET");
    List<Integer> lo = new ArrayList<>(pads.subList(0, rank));
    List<Integer> hi = new ArrayList<>(pads.subList(rank, 2 * rank));
    if (!auto.equals("NOTSET") && !auto.isEmpty()) {
      for (int d = 0; d < rank; d++) {
        int total = auto.equals("VALID") ? 0 : same(call.shape(0).extent(2 + d), kernel.get(d), stride.get(d), dilation.get(d));
        lo.set(d, auto.equals("SAME_LOWER") ? total - total / 2 : total / 2);
        hi.set(d, total - lo.get(d));
      }
    }
    return new WindowAttributes(kernel, stride, lo, hi, dilation);
  }

  /// The padding that gives `⌈h / stride⌉` windows.
  private static int same(int h, int kernel, int stride, int dilation) {
    long windows = Math.ceilDiv(h, Math.max(stride, 1));
    long needed = (windows - 1) * stride + (long) dilation * (kernel - 1) + 1 - h;
    return (int) Math.clamp(needed, 0, Integer.MAX_VALUE);
  }
}
