package jacquard.compiler;

import jacquard.compiler.cost.LayerWork;
import jacquard.compiler.pass.decompose.Factored;
import jacquard.compiler.pass.decompose.LayerWeights;
import jacquard.compiler.pass.decompose.Option;
import jacquard.compiler.pass.decompose.Split;
import jacquard.compiler.pass.decompose.Weights;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// The best factors of a layer's weights at a given rank, for layers that are trained on in two: `first` then `second`, whose product loses
/// `error` of the weights, relative to them in the Frobenius norm.
public record WeightFactors(NdArray first, NdArray second, double error) {
  /// Of `w[O, C/groups, kernel…]`. `along` says which dimensions of the kernel the first layer keeps; `depthwise`, for one group, takes
  /// each channel for itself, with `rank` kernels each. The equations are those of [Split].
  public static WeightFactors of(NdArray w, int groups, boolean depthwise, List<Boolean> along, int rank) {
    Shape shape = w.shape();
    List<Integer> kernel = IntStream.range(2, shape.rank()).mapToObj(shape::extent).toList();
    var work = new LayerWork(groups, shape.extent(1) * groups, shape.extent(0), kernel, 1, 1);
    var layer = new LayerWeights("", "", work, new Weights(w, groups), split -> 1);
    Factored factored = layer.factored(new Option(new Split(depthwise, along), rank, 1, 1, 0));
    return new WeightFactors(factored.first(), factored.second(), factored.option().residual());
  }
}
