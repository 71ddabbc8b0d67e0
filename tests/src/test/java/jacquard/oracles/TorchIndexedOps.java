package jacquard.oracles;

import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.SamplePadding;
import jacquard.oracles.JsonOracles.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's gathering, grid sampling and deformable convolution.
final class TorchIndexedOps {
  private TorchIndexedOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
    table.put("grid_sample_bilinear", c -> {
      var padding = SamplePadding.valueOf(c.attributes().text("padding_mode").toUpperCase(Locale.ROOT));
      return c.add(new GridSample(padding, c.attributes().flag("align_corners")), c.perExample("x"), c.perExample("grid"));
    });
    table.put("deform_conv2d", TorchIndexedOps::deformable);
  }

  private static Node deformable(TorchGraph c) {
    Fields a = c.attributes();
    var op = new DeformableConvolution(a.integers("stride"), a.integers("padding"), a.integers("dilation"), 1, 1, c.has("mask"));
    var operands = new ArrayList<>(List.of(c.perExample("x"), c.perExample("offset"), c.parameter("w")));
    if (c.has("mask")) {
      operands.add(c.perExample("mask"));
    }
    return c.addToMaps(c.add(op, operands.toArray(Node[]::new)), c.parameter("b"));
  }
}
