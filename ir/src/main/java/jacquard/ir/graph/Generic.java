package jacquard.ir.graph;

import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.stream.IntStream;

/// `generic`: any structure, as derived adjoints and users' own ops need it.
///
/// Shapes are those the structure was made for; `N` stays symbolic.
public record Generic(Structure structure, TensorType type) implements StructuredOp {
  /// A node of this structure over those of `operands` that it reads or loads indices from; the rest are left out.
  public static Node node(Structure structure, TensorType type, List<Node> operands, GraphBuilder g) {
    IntStream touched = IntStream.concat(structure.reads().stream().mapToInt(Access::operand), structure.indexOperands());
    List<Integer> used = touched.distinct().sorted().boxed().toList();
    return g.add(new Generic(structure.mapOperands(used::indexOf), type), used.stream().map(operands::get).toList());
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
