package jacquard.compiler.view;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.IndexSimplifier;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.PixelUnshuffle;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A node's structure with the views among its operands composed away: it reads the values that they show.
///
///     y[i] = f(v[R(i)]),  v[j] = x[S(j)]   =>   y[i] = f(x[S(R(i))])
///
/// A read that leaves the view may lie inside the value it shows; such a view is composed only where it maps outside to outside.
public record Composed(Structure structure, List<Node> operands) {
  /// `s` on the operands of `node`, of which `materialised` have memory.
  public static Composed of(Node node, Structure s, Set<Node> materialised) {
    var operands = new ArrayList<Node>();
    var reads = new ArrayList<Access>();
    for (Access read : s.reads()) {
      Node source = node.input(read.operand());
      Access access = read;
      while (source.op() instanceof View && !materialised.contains(source)) {
        access = through(access, source);
        source = source.input(0);
      }
      int number = number(source, operands);
      reads.add(new Access(number, loadsRenumbered(access.map(), node, operands), access.outside()));
    }
    List<IndexExpr> write = loadsRenumbered(s.write(), node, operands);
    return new Composed(gathering(s, reads, write, node.type().shape()), operands);
  }

  private static int number(Node operand, List<Node> operands) {
    if (!operands.contains(operand)) {
      operands.add(operand);
    }
    return operands.indexOf(operand);
  }

  /// `map` with its indices loaded from the numbers of `operands`.
  private static List<IndexExpr> loadsRenumbered(List<IndexExpr> map, Node node, List<Node> operands) {
    return Access.mapOperands(map, k -> number(node.input(k), operands));
  }

  /// This with axes split and indices simplified, so that contractions are plain sums of products with linear indices and channels that
  /// only one axis walks over are seen as such: `c / 1 + 0` of a depthwise convolution is `c`.
  public Composed split(int block) {
    Structure s = Groups.split(Phases.split(structure, operands.stream().map(o -> o.type().shape()).toList()), block);
    var simplifier = new IndexSimplifier(s.axes());
    List<Access> reads = s.reads().stream()
        .map(r -> new Access(r.operand(), r.map().stream().map(i -> i.isVar() ? i : simplifier.simplify(i)).toList(), r.outside()))
        .toList();
    return new Composed(s.withReads(reads), operands);
  }

  /// This with operands that lie inside others read there.
  public Composed moved(Function<Node, @Nullable Place> places) {
    if (operands.stream().allMatch(o -> places.apply(o) == null)) {
      return this;
    }
    var moved = new ArrayList<Node>();
    var reads = new ArrayList<Access>();
    for (Access read : structure.reads()) {
      Node operand = operands.get(read.operand());
      Place place = places.apply(operand);
      List<IndexExpr> map = Access.mapOperands(read.map(), k -> number(operands.get(k), moved));
      reads.add(new Access(number(place == null ? operand : place.home(), moved), place == null ? map : place.moved(map), read.outside()));
    }
    List<IndexExpr> write = Access.mapOperands(structure.write(), k -> number(operands.get(k), moved));
    return new Composed(structure.withReads(reads).withWrite(write), moved);
  }

  /// `s` with these reads, and an axis of extent 1 for every dimension of extent 1 that is written at 0: so that a reduction which
  /// keeps its dimensions gathers.
  private static Structure gathering(Structure s, List<Access> reads, List<IndexExpr> writes, Shape result) {
    var axes = new ArrayList<>(s.axes());
    var write = new ArrayList<>(writes);
    for (int d = 0; d < write.size(); d++) {
      if (write.get(d).equals(IndexExpr.ZERO) && result.dim(d).isOne()) {
        write.set(d, IndexExpr.var(axes.size()));
        axes.add(new Axis("one" + d, result.dim(d)));
      }
    }
    return s.over(axes, reads, write);
  }

  /// Whether reading `view` as `access` does can read the value it shows instead. Views that divide and clamp every index get memory
  /// of their own: a reader would compute that again at each of its points, and no contraction could be tiled over it.
  static boolean composes(Access access, Node view, Structure reader) {
    boolean inside = IndexRange.inside(access, reader.axes(), view.type().shape());
    return switch ((View) view.op()) {
      case Transpose t -> true;
      case Reverse r -> true;
      case Reshape r -> inside;
      case BroadcastTo b -> inside;
      case Slice s -> IndexRange.inside(access.map().get(s.axis()), reader.axes(), view.type().shape().dim(s.axis()));
      case Pad p -> inside && (access.outside() == Access.Outside.ZERO
          || IndexRange.inside(through(access, view), reader.axes(), view.input(0).type().shape()));
      case Tile t -> false;
      case BorderPad p -> false;
      case Unfold u -> false;
      case PixelShuffle p -> false;
      case PixelUnshuffle p -> false;
    };
  }

  static Access through(Access access, Node view) {
    List<IndexExpr> source = ((View) view.op()).source(view.input(0).type().shape(), view.type().shape());
    return new Access(access.operand(), source.stream().map(e -> e.substitute(access.map()::get)).toList(), access.outside());
  }
}
