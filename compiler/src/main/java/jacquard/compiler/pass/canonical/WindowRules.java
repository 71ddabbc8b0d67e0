package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.pooling.WindowPooling;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Window;
import java.util.List;
import java.util.stream.IntStream;

/// The part of [Simplify] about windows: zeros in front of a convolution are its padding, and pooling of single elements is no pooling.
final class WindowRules {
  private WindowRules() {}

  /// Whether every window is one element, and every element has one.
  static boolean ofSingleElements(WindowPooling op, Node node) {
    Window window = switch (op) {
      case MaxPool(var w) -> w;
      case AvgPool(var w, var countPadding) -> w;
      case SumPool(var w) -> w;
    };
    return window.kernel().stream().allMatch(k -> k == 1) && node.type().equals(node.input(0).type());
  }

  /// conv(pad(x))  =>  conv(x) with more padding, where the pad is one of spatial dimensions alone and cuts nothing off that the
  /// convolution would take for zeros.
  static Outcome apply(Convolution op, Node node, Rewriter rw) {
    if (!(node.input(0).op() instanceof Pad(var lo, var hi)) || lo.get(0) != 0 || lo.get(1) != 0 || hi.get(0) != 0 || hi.get(1) != 0) {
      return Outcome.NO_MATCH;
    }
    List<Integer> before = joined(op.lo(), lo, op);
    List<Integer> after = joined(op.hi(), hi, op);
    boolean exact = IntStream.range(0, op.spatialRank()).allMatch(d -> isExact(lo.get(d + 2), op.lo().get(d))
        && isExact(hi.get(d + 2), op.hi().get(d)));
    if (!exact) {
      return Outcome.NO_MATCH;
    }
    var padded = new Convolution(op.stride(), before, after, op.dilation(), op.inputDilation(), op.groups(), op.batchGroups());
    return rw.replace(List.of(node.input(0), node), padded, List.of(node.input(0).input(0), node.input(1)));
  }

  private static boolean isExact(int pad, int padding) {
    return pad >= 0 || padding <= 0;
  }

  private static List<Integer> joined(List<Integer> padding, List<Integer> pad, Convolution op) {
    return IntStream.range(0, padding.size()).mapToObj(d -> padding.get(d) + pad.get(d + 2) * op.inputDilation().get(d)).toList();
  }
}
