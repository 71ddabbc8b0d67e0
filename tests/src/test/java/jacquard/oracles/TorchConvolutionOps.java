package jacquard.oracles;

import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.oracles.JsonOracles.Fields;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's transposed convolutions.
final class TorchConvolutionOps {
  private TorchConvolutionOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
    List.of("conv_transpose1d", "conv_transpose2d", "conv_transpose3d").forEach(name -> table.put(name, TorchConvolutionOps::transposed));
  }

  private static Node transposed(TorchGraph c) {
    Fields a = c.attributes();
    List<Integer> padding = a.integers("padding");
    var op = new ConvolutionTranspose(a.integers("stride"), padding, padding, a.integers("output_padding"), a.integers("dilation"),
        a.integer("groups"));
    Node y = c.add(op, c.perExample("x"), c.parameter("w"));
    return c.has("b") ? c.addToMaps(y, c.parameter("b")) : y;
  }
}
