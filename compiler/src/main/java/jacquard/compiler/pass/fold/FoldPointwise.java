package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.ConstantNodes;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// conv(conv(x, w1) + b, w2)  =>  conv(x, w2·w1) + w2·b, where one of the two is 1x1, and with `·s` for a factor of each channel between
///
/// 1x1 after 1x1, 1x1 after k x k and 1x1 before k x k, with constant weights: `w2·w1` and `w2·b` are constants
/// ([ComposedWeights]), which folding evaluates. Strides multiply; the dilation and padding of the second are those of the result, in
/// steps of the first one's stride.
///
/// Guards, each with a remark:
///
///   - Fewer multiplications: `P'·k²·C/G'·O` against `P1·k1²·C/G1·M + P2·k2²·M/G2·O` for `P` pixels. A bottleneck (small `M`) or a k x k
///     kernel followed by a widening 1x1 stays.
///   - Borders: zeros around the second's input are zeros around the first's only where nothing is added between, so with padding
///     around the second a bias keeps them apart. A 1x1 kernel with padding after a larger one is left alone.
///   - Only affine operations with constants between the two; a nonlinearity keeps them apart.
///   - The values between have no other use, and groups fit into each other.
///
/// Numerics: what cancels in `w2·w1` cancels in the sums of the two convolutions as well, whose terms `w2·w1·x` are the same, so that the
/// result errs by as many roundings of their magnitudes as before, and where weights cancel by fewer.
///
/// Order: after the folding of normalisations, which leaves convolution and bias; before MergeSiblings and the fusion of epilogues.
public final class FoldPointwise implements RewriteRule {
  /// What stands between the two convolutions, the last first, with the constant operand of each.
  private record Affine(List<Node> nodes, List<Node> constants) {}

  @Override
  public String does() {
    return "makes one convolution of two in a row, one of them 1x1";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1,
        "sums over the channels between are added up first: rounding grows with the square root of their number");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Convolution second)) {
      return Outcome.NO_MATCH;
    }
    ConstantNodes constants = rw.constants();
    var between = new Affine(new ArrayList<>(), new ArrayList<>());
    Node current = source(node.input(0), constants, between);
    Node first = current.op() instanceof UnaryOp ? source(current.input(0), constants, between) : current;
    if (!(first.op() instanceof Convolution c) || !isPointwise(c, first) && !isPointwise(second, node)) {
      return Outcome.NO_MATCH;
    }
    String reason = first != current ? String.format(Locale.ROOT,
        "a nonlinearity, %s, stands between it and the next convolution", current.op().mnemonic())
        : obstacle(first, node, between, constants, rw);
    return reason == null ? fold(first, node, between, rw) : rw.miss(first, "%s", reason);
  }

  /// What `node` is made of by affine operations, which are noted in `between`.
  private static Node source(Node node, ConstantNodes constants, Affine between) {
    Node inner = step(node, constants, between);
    return inner == null ? node : source(inner, constants, between);
  }

  /// The value that `node` scales or shifts by constants for each channel, noted in `between`; null where it does not.
  private static @Nullable Node step(Node node, ConstantNodes constants, Affine between) {
    if (!(node.op() instanceof Add || node.op() instanceof Mul)) {
      return null;
    }
    for (Node value : node.inputs()) {
      Node constant = ChannelConstants.beside(node, value, constants);
      if (constant != null && value.type().rank() > 2 && !constants.isConstant(value)) {
        between.nodes.add(node);
        between.constants.add(constant);
        return value;
      }
    }
    return null;
  }

  private static boolean isPointwise(Convolution c, Node node) {
    return ComposedWeights.window(node.input(1)).stream().allMatch(Dim::isOne) && c.inputDilation().stream().allMatch(d -> d == 1)
        && c.lo().stream().allMatch(p -> p == 0) && c.hi().stream().allMatch(p -> p == 0);
  }

  private static @Nullable String obstacle(Node first, Node second, Affine between, ConstantNodes constants, Rewriter rw) {
    Convolution a = (Convolution) first.op();
    Convolution b = (Convolution) second.op();
    if (!constants.isConstant(first.input(1)) || !constants.isConstant(second.input(1))) {
      return "the weights of both convolutions must be constants";
    }
    if (a.batchGroups() > 1 || b.batchGroups() > 1 || !dense(a) || !dense(b)) {
      return "groups of the batch and dilated inputs are not composed";
    }
    if (!ComposedWeights.fit(a.groups(), b.groups())) {
      return String.format(Locale.ROOT, "its %d groups and the %d of the next do not lie within each other", a.groups(), b.groups());
    }
    var chain = new ArrayList<>(List.of(second));
    chain.addAll(between.nodes);
    chain.add(first);
    for (int i = 1; i < chain.size(); i++) {
      if (!rw.uses().only(chain.get(i), chain.get(i - 1))) {
        return "is also used on the way to the next convolution, so it is computed anyway";
      }
    }
    boolean adds = between.nodes.stream().anyMatch(n -> n.op() instanceof Add);
    if (adds && IntStream.range(0, b.spatialRank()).anyMatch(d -> b.lo().get(d) > 0 || b.hi().get(d) > 0)) {
      return "what is added to it is not added to the zeros around it, which the next convolution reads";
    }
    long apart = multiplications(a, first) + multiplications(b, second);
    long composed = composed(first, second);
    return composed < apart ? null : String.format(Locale.ROOT,
        "one convolution takes %,d multiplications an example, the two take %,d", composed, apart);
  }

  private static boolean dense(Convolution c) {
    return c.inputDilation().stream().allMatch(d -> d == 1);
  }

  private static long multiplications(Convolution c, Node conv) {
    return conv.type().shape().size(1) * (conv.input(1).type().shape().size(1) / conv.input(1).type().shape().dim(0).count());
  }

  private static long composed(Node first, Node second) {
    int groups = Math.min(((Convolution) first.op()).groups(), ((Convolution) second.op()).groups());
    long window = Math.max(window(first), window(second));
    return second.type().shape().size(1) * window * (first.input(0).type().shape().dim(1).count() / groups);
  }

  private static long window(Node conv) {
    return Shape.of(ComposedWeights.window(conv.input(1))).size();
  }

  private static Outcome fold(Node first, Node second, Affine between, Rewriter rw) {
    GraphBuilder g = rw.builder(second.loc());
    Convolution a = (Convolution) first.op();
    Convolution b = (Convolution) second.op();
    Node w1 = rw.now(first.input(1));
    int channels = w1.type().shape().extent(0);
    Node offset = null;
    for (int i = between.nodes.size() - 1; i >= 0; i--) {
      Node node = between.nodes.get(i);
      Node constant = ChannelConstants.spread(rw.now(between.constants.get(i)), channels, second.type().rank(), g);
      if (node.op() instanceof Mul) {
        w1 = g.add(node.op(), w1, g.add(new Reshape(constant.type().shape().inserted(1, Dim.of(1))), constant));
      }
      offset = offset == null ? node.op() instanceof Mul ? null : constant : g.add(node.op(), offset, constant);
    }
    var weights = new ComposedWeights(a.groups(), b.groups(), g);
    Node w2 = rw.now(second.input(1));
    Node w = weights.weights(w1, w2);
    var parts = new ArrayList<>(List.of(first));
    parts.addAll(between.nodes.reversed());
    parts.add(second);
    var op = isPointwise(b, second) ? after(a, b, weights.groups()) : before(a, b, first, second, weights.groups());
    if (offset == null) {
      return rw.replace(parts, op, List.of(rw.now(first.input(0)), w));
    }
    Node conv = rw.add(op, List.of(rw.now(first.input(0)), w), Rewriter.merged(parts));
    return rw.replace(parts, new Add(), List.of(conv, weights.offset(offset, w2)));
  }

  /// The first convolution at every `stride`-th position of the pointwise second.
  private static Convolution after(Convolution a, Convolution b, int groups) {
    List<Integer> stride = IntStream.range(0, a.spatialRank()).mapToObj(d -> a.stride().get(d) * b.stride().get(d)).toList();
    return new Convolution(stride, a.lo(), a.hi(), a.dilation(), a.inputDilation(), groups, 1);
  }

  /// The second convolution over the pixels that the pointwise first leaves; the padding at the end is what the result's extent needs.
  private static Convolution before(Convolution a, Convolution b, Node first, Node second, int groups) {
    var stride = new ArrayList<Integer>();
    var lo = new ArrayList<Integer>();
    var hi = new ArrayList<Integer>();
    var dilation = new ArrayList<Integer>();
    for (int d = 0; d < a.spatialRank(); d++) {
      int by = a.stride().get(d);
      stride.add(by * b.stride().get(d));
      dilation.add(by * b.dilation().get(d));
      lo.add(by * b.lo().get(d));
      int last = (second.type().shape().extent(2 + d) - 1) * stride.get(d)
          + (second.input(1).type().shape().extent(2 + d) - 1) * dilation.get(d);
      hi.add(by == 1 ? b.hi().get(d) : last + 1 - first.input(0).type().shape().extent(2 + d) - lo.get(d));
    }
    return new Convolution(stride, lo, hi, dilation, a.inputDilation(), groups, 1);
  }
}
