package jacquard.compiler.pass.merge;

import jacquard.compiler.pass.ConstantNodes;
import jacquard.compiler.pass.Uses;
import jacquard.compiler.pass.fold.ChannelConstants;
import jacquard.compiler.pass.fold.ComposedWeights;
import jacquard.ir.Dim;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A convolution with what will be its epilogue: a bias of constants, then functions of one operand, each the only use of what is before.
///
/// `parts` are the convolution and these nodes, in order; `bias` is the constant that is added, if any.
record Sibling(List<Node> parts, @Nullable Node bias, List<UnaryOp> functions) {
  static Sibling of(Node conv, Uses uses, ConstantNodes constants) {
    var parts = new ArrayList<>(List.of(conv));
    var functions = new ArrayList<UnaryOp>();
    Node bias = null;
    for (Node user = onlyUser(conv, uses); user != null; user = onlyUser(user, uses)) {
      Node added = functions.isEmpty() && bias == null && user.op() instanceof Add
          ? ChannelConstants.beside(user, parts.getLast(), constants) : null;
      if (added != null) {
        bias = added;
      } else if (user.op() instanceof UnaryOp f && user.type().equals(conv.type())) {
        functions.add(f);
      } else {
        break;
      }
      parts.add(user);
    }
    return new Sibling(parts, bias, functions);
  }

  private static @Nullable Node onlyUser(Node node, Uses uses) {
    return uses.isRoot(node) || uses.of(node).size() != 1 ? null : uses.of(node).getFirst();
  }

  Node conv() {
    return parts.getFirst();
  }

  /// The node whose value others use.
  Node end() {
    return parts.getLast();
  }

  Node weights() {
    return conv().input(1);
  }

  int channels() {
    return conv().type().shape().extent(1);
  }

  /// What must agree for two of them to run as one; a depthwise one has its own channels of the value that it reads a slice of.
  Key key() {
    Slice slice = slice();
    Convolution op = (Convolution) conv().op();
    return slice == null ? new Key(conv().input(0), op, false, ComposedWeights.window(weights()), functions)
        : new Key(conv().input(0).input(0), inGroups(op, 1), true, ComposedWeights.window(weights()), functions);
  }

  /// The channels that a depthwise convolution reads of a larger value; null for any other.
  @Nullable Slice slice() {
    boolean depthwise = ((Convolution) conv().op()).groups() == channels()
        && conv().input(0).type().shape().dim(1).equals(conv().type().shape().dim(1));
    return depthwise && conv().input(0).op() instanceof Slice s && s.axis() == 1 && s.step() == 1 ? s : null;
  }

  /// The same windows over `count` groups of channels.
  static Convolution inGroups(Convolution op, int count) {
    return new Convolution(op.stride(), op.lo(), op.hi(), op.dilation(), op.inputDilation(), count, op.batchGroups());
  }

  /// Where those channels begin in the larger value, or 0.
  int firstChannel() {
    Slice slice = slice();
    return slice == null ? 0 : slice.lo();
  }

  record Key(Node input, Convolution op, boolean depthwise, List<Dim> window, List<UnaryOp> functions) {}

  /// Why this cannot become a slice of a common result; null where it can.
  @Nullable String obstacle(Uses uses) {
    Node user = onlyUser(end(), uses);
    if (user != null && user.op() instanceof Elementwise) {
      return String.format(Locale.ROOT, "%s is fused onto it, which a slice would prevent", user.op().mnemonic());
    }
    for (Node concat : uses.of(end())) {
      if (concat.op() instanceof Concat c && (c.axis() != 1 || concat.inputs().indexOf(end()) != concat.inputs().lastIndexOf(end()))) {
        return "is concatenated otherwise than once along the channels, which would copy a slice";
      }
    }
    return null;
  }
}
