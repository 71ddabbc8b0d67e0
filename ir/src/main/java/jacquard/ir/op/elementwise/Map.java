package jacquard.ir.op.elementwise;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import java.util.List;
import java.util.stream.IntStream;

/// `map`: any scalar expression applied elementwise, operands broadcast together.
///
/// What elementwise gradients and fused chains of elementwise ops are: `y[i] = body(x_0[i], x_1[i] …)`.
public record Map(Scalar body, DType dtype) implements Elementwise {
  /// A node of `body` over those of `operands` it reads; the rest are left out.
  public static Node node(Scalar body, DType dtype, List<Node> operands, GraphBuilder g) {
    List<Integer> used = IntStream.range(0, operands.size()).filter(k -> body.contains(Scalar.read(k))).boxed().toList();
    Scalar renumbered = body.mapLeaves(l -> l instanceof Scalar.Read(int k) ? Scalar.read(used.indexOf(k)) : l);
    return g.add(new Map(renumbered, dtype), used.stream().map(operands::get).toList());
  }

  @Override
  public TensorType infer(Operands in) {
    return new TensorType(dtype, in.broadcast());
  }

  @Override
  public Scalar body(List<Scalar> x) {
    return body.mapLeaves(l -> l instanceof Scalar.Read(int k) ? x.get(k) : l);
  }
}
