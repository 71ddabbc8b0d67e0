package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Sampling at the points of a grid, and the grid of an affine map.
final class SamplingOps {
  private SamplingOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("GridSample", Translator.of(c -> new GridSampling(c).node()));
    table.put("AffineGrid", Translator.of(SamplingOps::affine));
  }

  /// `theta[N,d,d+1]` applied to the points of a regular grid over -1 to 1, the last dimension's coordinate first.
  private static Node affine(OperatorCall call) {
    List<Integer> size = call.integers(1);
    int rank = size.size() - 2;
    DType dtype = call.floating(0);
    if (rank < 1 || rank > 3) {
      throw call.unsupported("a grid of %d dimensions", rank);
    }
    Shape spatial = Shape.of(size.subList(2, size.size()).stream().map(Dim::of).toList());
    NdArray points = NdArray.zeros(new TensorType(dtype, Shape.of(rank + 1, Math.toIntExact(spatial.size()))));
    int count = (int) spatial.size();
    for (int i = 0; i < count; i++) {
      for (int k = rank - 1, rest = i; k >= 0; rest /= spatial.extent(k), k--) {
        points.set((rank - 1 - k) * count + i, coordinate(rest % spatial.extent(k), spatial.extent(k), call.flag("align_corners")));
      }
      points.set(rank * count + i, 1);
    }
    Node mapped = call.add(new MatMul(), call.node(0), call.g().constant(points));
    Node turned = call.add(new Transpose(List.of(0, 2, 1)), mapped);
    var dims = new ArrayList<>(List.of(call.shape(0).dim(0)));
    dims.addAll(spatial.dims());
    dims.add(Dim.of(rank));
    return call.reshape(turned, dims);
  }

  private static double coordinate(int i, int extent, boolean corners) {
    return corners ? extent == 1 ? 0 : -1 + 2.0 * i / (extent - 1) : (2.0 * i + 1) / extent - 1;
  }
}
