package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import java.util.List;

/// `generic`: any structure, as derived adjoints and users' own ops need it.
///
/// Shapes are those the structure was made for; `N` stays symbolic.
public record Generic(Structure structure, TensorType type) implements StructuredOp {
  /// A node of this structure over those of `operands` that its reads name; the rest are left out.
  public static Node node(Structure structure, TensorType type, List<Node> operands, GraphBuilder g) {
    List<Integer> used = structure.reads().stream().map(Access::operand).distinct().sorted().toList();
    List<Access> reads = structure.reads().stream().map(r -> r.ofOperand(used.indexOf(r.operand()))).toList();
    var renumbered = new Structure(structure.axes(), reads, structure.write(), structure.combine(), structure.body(),
        structure.epilogue());
    return g.add(new Generic(renumbered, type), used.stream().map(operands::get).toList());
  }

  @Override
  public TensorType infer(Operands in) {
    return type;
  }

  @Override
  public Structure structure(Operands in) {
    return structure;
  }
}
