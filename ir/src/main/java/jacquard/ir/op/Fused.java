package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import java.util.ArrayList;
import java.util.List;

/// `fused`: a structured op followed by an elementwise epilogue, `y[j] = epilogue(root(…)[j], e_0[j], e_1[j] …)`.
///
/// The first operands are `root`'s; the others broadcast to the result and are `Read(0)`, `Read(1)` … of the epilogue, beside
/// `Acc`, the value of `root`; an `Index` there is over the root's axes. Bias, activation, residual add and scale are epilogues; so is an
/// activation's gradient.
public record Fused(StructuredOp root, int rootOperands, Scalar epilogue, DType dtype) implements StructuredOp {
  @Override
  public TensorType infer(Operands in) {
    TensorType type = root.infer(rootOperands(in));
    var types = new ArrayList<>(List.of(type));
    types.addAll(in.types().subList(rootOperands, in.size()));
    Shape both = new Operands(this, types, in.loc()).broadcast();
    if (!both.equals(type.shape())) {
      throw in.error("broadcast", "an operand of the epilogue is larger than the result").got("%s", types).build();
    }
    return type.typed(dtype);
  }

  private Operands rootOperands(Operands in) {
    return new Operands(root, in.types().subList(0, rootOperands), in.loc());
  }

  @Override
  public Structure structure(Operands in) {
    Structure s = root.structure(rootOperands(in));
    Shape shape = root.infer(rootOperands(in)).shape();
    var reads = new ArrayList<>(s.reads());
    int first = reads.size();
    for (int k = rootOperands; k < in.size(); k++) {
      List<IndexExpr> map = Elementwise.broadcastMap(in.shape(k), shape);
      reads.add(Access.of(k, map).substitute(s.write()::get));
    }
    Scalar value = epilogue.mapLeaves(l -> l instanceof Scalar.Read(int k) ? Scalar.read(first + k) : l);
    return s.withEpilogue(reads, s.hasEpilogue() ? value.mapLeaves(l -> l instanceof Scalar.Acc ? s.epilogue() : l) : value);
  }

  /// The same value from root and epilogue as two nodes.
  public Node unfused(List<Node> inputs, GraphBuilder g) {
    var types = inputs.stream().map(Node::type).toList();
    List<IndexExpr> write = root.structure(rootOperands(new Operands(this, types, g.loc()))).write();
    var operands = new ArrayList<>(List.of(g.add(root, inputs.subList(0, rootOperands))));
    operands.addAll(inputs.subList(rootOperands, inputs.size()));
    Scalar value = epilogue.mapLeaves(l -> switch (l) {
      case Scalar.Acc a -> Scalar.read(0);
      case Scalar.Read(int k) -> Scalar.read(k + 1);
      case Scalar.Index(IndexExpr i) -> new Scalar.Index(i.substitute(axis -> IndexExpr.var(write.indexOf(IndexExpr.var(axis)))));
      default -> l;
    });
    return Map.node(value, dtype, operands, g);
  }
}
