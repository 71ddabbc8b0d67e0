package jacquard.compiler.pass.winograd;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.nest.TransformForm;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Fused;
import jacquard.ir.op.shape.Concat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A(products(B(x), u))  =>  concat over slices of the map of A(products(B(slice of x), u)), for the transforms A and B of [Winograd]
///
/// The transformed values of a large map, more than twice the map itself, are written and read again from memory; those of a few lines of
/// tiles stay in the second-level cache. Slices of the result lie in place, and those of the transformed values one over the other.
///
/// Guards: the transformed values have no other use, and one example of both takes more than [Worth#TRANSFORMED_BYTES] and than
/// the weights.
///
/// Numerics: every element is computed from the same terms in the same order.
///
/// Order: last, as epilogues are part of what is sliced.
public final class SliceTiles implements RewriteRule {
  @Override
  public String does() {
    return "makes the transformed values of a large map slice by slice, so that they stay in a cache";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("each element is computed from the same terms in the same order");
  }

  /// The three nodes, and the axis of each that walks over lines of tiles.
  private record Tiles(Node result, int resultAxis, Node products, int productsAxis, Node input, int inputAxis, int dimension) {}

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    Optional<Tiles> found = tiles(node);
    if (found.isEmpty()) {
      return Outcome.NO_MATCH;
    }
    Tiles t = found.get();
    if (!rw.uses().only(t.products, node) || !rw.uses().only(t.input, t.products)) {
      return rw.miss(t.input, "has other uses than its products, so all of it is needed");
    }
    int lines = NodeFacts.of(t.input).axes().get(t.inputAxis).extent().count();
    long bytes = t.input.type().bytes(1) + t.products.type().bytes(1);
    long weights = t.products.inputs().stream().filter(f -> f != t.input).mapToLong(f -> f.type().bytes(1)).sum();
    int together = (int) Math.max(1, lines * Math.max(weights, Worth.TRANSFORMED_BYTES) / bytes);
    int slices = Math.ceilDiv(lines, together);
    return slices < 2 ? rw.miss(t.input, "is small enough to stay in a cache with its products") : sliced(t, lines, slices, rw);
  }

  private static Outcome sliced(Tiles t, int lines, int slices, Rewriter rw) {
    var parts = new ArrayList<Node>();
    int perTile = NodeFacts.of(t.result).write().get(t.dimension).factorOf(t.resultAxis);
    for (int s = 0; s < slices; s++) {
      int from = (int) ((long) lines * s / slices);
      int to = (int) ((long) lines * (s + 1) / slices);
      Node input = slice(t.input, t.inputAxis, from, to, t.input.inputs(), plain(t.input, t.inputAxis, to - from), rw);
      List<Node> factors = t.products.inputs().stream().map(f -> f == t.input ? input : f).toList();
      Node products = slice(t.products, t.productsAxis, 0, to - from, factors, plain(t.products, t.productsAxis, to - from), rw);
      int rows = Math.min(t.result.type().shape().extent(t.dimension), to * perTile) - from * perTile;
      List<Node> operands = t.result.inputs().stream().map(o -> o == t.products ? products : o).toList();
      parts.add(slice(t.result, t.resultAxis, from, to, operands, resized(t.result, t.dimension, rows), rw, t.products));
    }
    return rw.replace(t.result, new Concat(t.dimension), parts);
  }

  private static TensorType plain(Node node, int axis, int extent) {
    return resized(node, NodeFacts.of(node).write().indexOf(IndexExpr.var(axis)), extent);
  }

  private static TensorType resized(Node node, int dimension, int extent) {
    return node.type().shaped(node.type().shape().with(dimension, Dim.of(extent)));
  }

  /// `node` with `axis` from `from` to `to` alone, over `operands`; what it reads of those in `local` is sliced already.
  private static Node slice(Node node, int axis, int from, int to, List<Node> operands, TensorType type, Rewriter rw, Node... local) {
    Structure s = NodeFacts.of(node);
    var axes = new ArrayList<>(s.axes());
    axes.set(axis, new Axis(axes.get(axis).name(), Dim.of(to - from)));
    IntFunction<IndexExpr> moved = a -> a == axis ? IndexExpr.var(a).plus(from) : IndexExpr.var(a);
    List<Access> reads = s.reads().stream().map(r -> List.of(local).contains(node.input(r.operand())) ? r : r.substitute(moved)).toList();
    Structure sliced = new Structure(axes, reads, s.write(), s.combine(), s.body().substitute(moved), s.epilogue().substitute(moved));
    return rw.add(new Generic(sliced, type), operands, node.loc());
  }

  private static Optional<Tiles> tiles(Node node) {
    if (!isGeneric(node) || node.type().shape().rank() < 3) {
      return Optional.empty();
    }
    Structure s = NodeFacts.of(node);
    Optional<TransformForm> form = TransformForm.of(s);
    if (form.isEmpty()) {
      return Optional.empty();
    }
    Access read = s.reads().get(form.get().read());
    Node products = node.input(read.operand());
    int dimension = IntStream.range(0, s.write().size()).filter(d -> s.write().get(d).terms().size() == 2).findFirst().orElse(-1);
    if (dimension < 0 || !isGeneric(products) || ContractionForm.of(NodeFacts.of(products), 1, -1).isEmpty()) {
      return Optional.empty();
    }
    int axis = IntStream.range(0, s.axes().size())
        .filter(a -> s.write().get(dimension).factorOf(a) > 1 && read.map().contains(IndexExpr.var(a))).findFirst().orElse(-1);
    Structure p = NodeFacts.of(products);
    int productsAxis = axis < 0 ? -1 : p.write().get(read.map().indexOf(IndexExpr.var(axis))).asVar();
    if (productsAxis < 0) {
      return Optional.empty();
    }
    List<Access> walking = p.reads().stream().filter(r -> r.map().contains(IndexExpr.var(productsAxis))).toList();
    if (walking.size() != 1 || !isGeneric(products.input(walking.getFirst().operand()))) {
      return Optional.empty();
    }
    Node input = products.input(walking.getFirst().operand());
    Structure i = NodeFacts.of(input);
    int inputAxis = i.write().get(walking.getFirst().map().indexOf(IndexExpr.var(productsAxis))).asVar();
    return inputAxis < 0 || TransformForm.of(i).isEmpty() ? Optional.empty()
        : Optional.of(new Tiles(node, axis, products, productsAxis, input, inputAxis, dimension));
  }

  private static boolean isGeneric(Node node) {
    StructuredOp op = node.op() instanceof Fused f ? f.root() : node.op() instanceof StructuredOp o ? o : null;
    return op instanceof Generic;
  }
}
