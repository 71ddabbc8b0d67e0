package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Node;
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
import jacquard.ir.op.shape.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The part of [Simplify] about views: a view of a view of the same kind is one view; a view that moves nothing is its operand.
final class ViewRules {
  private ViewRules() {}

  static Outcome apply(View view, Node node, Rewriter rw) {
    if (movesNothing(view, node)) {
      return rw.replaceBy(node.input(0));
    }
    Node inner = node.input(0);
    View merged = inner.op() instanceof View of ? merge(view, of) : null;
    return merged == null ? Outcome.NO_MATCH : rw.replace(List.of(inner, node), merged, inner.inputs());
  }

  private static boolean movesNothing(View view, Node node) {
    if (!node.type().equals(node.input(0).type())) {
      return false;
    }
    return switch (view) {
      case Reshape r -> true;
      case BroadcastTo b -> true;
      case Slice(var axis, var lo, var hi, var step) -> true;
      case Transpose(var order) -> IntStream.range(0, order.size()).allMatch(d -> order.get(d) == d);
      case Reverse(var axes) -> axes.stream().allMatch(a -> node.type().shape().dim(a).isOne());
      case Pad(var lo, var hi) -> lo.stream().allMatch(p -> p == 0);
      case BorderPad(var border, var lo, var hi) -> lo.stream().allMatch(p -> p == 0);
      case Tile t -> true;
      case PixelShuffle p -> true;
      case PixelUnshuffle p -> true;
      default -> false;
    };
  }

  /// `outer(inner(x))` as one view of `x`; null where there is none.
  private static @Nullable View merge(View outer, View inner) {
    return switch (outer) {
      case Reshape r -> inner instanceof Reshape ? r : null;
      case BroadcastTo b -> inner instanceof BroadcastTo ? b : null;
      case Transpose(var order) -> inner instanceof Transpose(var before) ? new Transpose(order.stream().map(before::get).toList()) : null;
      case Reverse(var axes) -> inner instanceof Reverse(var before) ? new Reverse(difference(axes, before)) : null;
      case Slice s -> inner instanceof Slice of && of.axis() == s.axis() ? merge(s, of) : null;
      case Tile(var repeats) -> inner instanceof Tile(var before) ? new Tile(product(repeats, before)) : null;
      case Pad p -> inner instanceof Pad of && mergeable(of, p) ? new Pad(sum(of.lo(), p.lo()), sum(of.hi(), p.hi())) : null;
      default -> null;
    };
  }

  private static List<Integer> difference(List<Integer> a, List<Integer> b) {
    var axes = new TreeSet<>(a);
    b.stream().filter(axis -> !axes.remove(axis)).toList().forEach(axes::add);
    return new ArrayList<>(axes);
  }

  /// Elements `lo, lo + step …` of elements `before.lo, before.lo + before.step …`.
  private static Slice merge(Slice s, Slice before) {
    int last = s.hi() - 1 - (s.hi() - 1 - s.lo()) % s.step();
    return new Slice(s.axis(), before.lo() + s.lo() * before.step(), before.lo() + last * before.step() + 1, s.step() * before.step());
  }

  /// Elements that the first pad cuts off must not come back as more than the zeros of the second.
  private static boolean mergeable(Pad first, Pad second) {
    return IntStream.range(0, first.lo().size())
        .allMatch(d -> (first.lo().get(d) >= 0 || second.lo().get(d) <= 0) && (first.hi().get(d) >= 0 || second.hi().get(d) <= 0));
  }

  private static List<Integer> product(List<Integer> a, List<Integer> b) {
    return IntStream.range(0, a.size()).mapToObj(d -> Math.multiplyExact(a.get(d), b.get(d))).toList();
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    return IntStream.range(0, a.size()).mapToObj(d -> a.get(d) + b.get(d)).toList();
  }
}
