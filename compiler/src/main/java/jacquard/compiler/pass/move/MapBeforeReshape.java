package jacquard.compiler.pass.move;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.fuse.FuseEpilogue;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.List;

/// f(reshape(c), y…)  =>  reshape(f(c, reshape(y)…)), for a contraction, pooling, reduction or other structure `c`, or a map over one
///
/// The activation's gradient after a flattening, `dy·W` reshaped to maps, is then an epilogue of the product instead of a loop of its own.
///
/// Guards, each with a remark: only the reshape reads `c`, and only `f` the reshape; every other operand is of the result's shape, or one
/// number. Nothing is to be done where `f` is the epilogue of another operand as it stands.
///
/// Order: after FuseElementwise, so that `f` is one node; before FuseEpilogue.
public final class MapBeforeReshape implements RewriteRule {
  @Override
  public String does() {
    return "moves an elementwise op from after a reshape to before it, next to what it fuses with";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same operations on the same elements");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!NodeFacts.isPlaceless(node)) {
      return Outcome.NO_MATCH;
    }
    Node reshape = node.inputs().stream().filter(i -> i.op() instanceof Reshape && takesMaps(i.input(0), rw)).findFirst()
        .orElse(null);
    if (reshape == null || !reshape.type().shape().equals(node.type().shape())
        || !NodeFacts.reshapes(node.type().shape(), inner(reshape))) {
      return Outcome.NO_MATCH;
    }
    if (node.inputs().stream().anyMatch(i -> FuseEpilogue.isRoot(i) && rw.uses().only(i, node))) {
      return Outcome.NO_MATCH; // whose epilogue it becomes as it stands
    }
    Node c = reshape.input(0);
    if (!rw.uses().only(reshape, node) || !rw.uses().only(c, reshape)) {
      return rw.miss(c, "has other uses than %s after a reshape, so its own value is needed too", node.op().mnemonic());
    }
    var inputs = new ArrayList<Node>();
    for (Node input : node.inputs()) {
      boolean same = input.type().shape().equals(node.type().shape());
      if (!same && input.type().rank() > 0) {
        return rw.miss(node, "has an operand %s, which broadcasts along dimensions that the reshape joins or splits", input.type());
      }
      inputs.add(input == reshape ? c : same ? rw.add(new Reshape(inner(reshape)), List.of(input), input.loc()) : input);
    }
    Node mapped = rw.add(node.op(), inputs, node.loc());
    return rw.replace(List.of(reshape, node), new Reshape(node.type().shape()), List.of(mapped));
  }

  /// Whether `c` has an epilogue, or will be one.
  private static boolean takesMaps(Node c, Rewriter rw) {
    return FuseEpilogue.isRoot(c)
        || NodeFacts.isPlaceless(c) && c.inputs().stream().anyMatch(i -> FuseEpilogue.isRoot(i) && rw.uses().only(i, c));
  }

  private static Shape inner(Node reshape) {
    return reshape.input(0).type().shape();
  }
}
