package jacquard.compiler.pass;

import jacquard.compiler.decompose.IdentityTap;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Add;
import jacquard.ir.op.Constant;
import jacquard.ir.op.Convolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// conv(conv(x, F), S)  =>  conv(x + conv(x, F'), S'),   F' = F₀⁻¹·F without its middle tap, S' = S·F₀
///
/// or, with the line of three taps in the second layer, `t + conv(t, S')` with `t = conv(x, S₀·F)`. Channels between two layers are known up to an
/// invertible matrix alone, which is chosen so that the middle tap is the identity ([IdentityTap]): a third of the layer's
/// multiply-adds is an addition. `3×1` then `1×3`, as [DecomposeWeights] makes of rank-`C` kernels, take 5 in place of 6 for each pair of channels.
///
/// Guards: both weights are constants with data, in one group; nothing but the second layer reads the first. The layer with the identity
/// leaves every pixel where it is: stride 1, and padding by its dilation. At least two channels, as an addition reads its operand again. The
/// middle tap must not be so nearly singular that rounding shows more than 32 times as much; of layers that both could have it, the first.
///
/// Order: behind DecomposeWeights; before the additions become epilogues.
public final class SpareMiddleTaps implements RewriteRule {
  private static final double LARGEST_AMPLIFICATION = 32;
  private static final int FEWEST_CHANNELS = 2;

  @Override
  public Numerics numerics() {
    return Numerics.reassociates("the weights of the two layers multiply to those before within 32 times their rounding, in the norm");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Convolution second) || !(node.input(0).op() instanceof Convolution first)) {
      return Outcome.NO_MATCH;
    }
    Node inner = node.input(0);
    Optional<NdArray> f = data(inner);
    Optional<NdArray> s = data(node);
    if (f.isEmpty() || s.isEmpty() || line(first, f.get()) < 0 && line(second, s.get()) < 0) {
      return Outcome.NO_MATCH;
    }
    if (!rw.uses().only(inner, node)) {
      return rw.miss(inner, "is also read by others than the next convolution, which alone could take its change of channels back");
    }
    if (first.groups() > 1 || second.groups() > 1 || first.batchGroups() > 1 || second.batchGroups() > 1) {
      return rw.miss(inner, "groups keep the channels between it and the next convolution apart");
    }
    var reasons = new ArrayList<String>();
    for (boolean inFirst : new boolean[] {true, false}) {
      Convolution c = inFirst ? first : second;
      int line = line(c, inFirst ? f.get() : s.get());
      if (line >= 0 && !staysInPlace(c, line)) {
        reasons.add("three taps that are strided, or padded by other than their dilation, move what the middle one reads");
      } else if (line >= 0) {
        Optional<IdentityTap> tap = IdentityTap.of(f.get(), s.get(), inFirst);
        if (tap.isPresent() && tap.get().amplification() <= LARGEST_AMPLIFICATION) {
          return replace(inner, node, tap.get(), inFirst, line, rw);
        }
        reasons.add(tap.map(t -> String.format(Locale.ROOT, "rounding would show %.0f times as much with the middle tap as the identity", t.amplification()))
            .orElse("the middle tap has no inverse"));
      }
    }
    return rw.miss(inner, "%s", String.join("; ", reasons));
  }

  private static Optional<NdArray> data(Node convolution) {
    return convolution.input(1).op() instanceof Constant c ? c.data().value() : Optional.empty();
  }

  /// The spatial dimension along which `c` has the taps that could do without the middle one; -1 where it has none.
  private static int line(Convolution c, NdArray weights) {
    return weights.shape().extent(0) < FEWEST_CHANNELS ? -1 : Math.max(-1, IdentityTap.line(weights) - 2);
  }

  /// Whether the middle tap reads the pixel that is written.
  private static boolean staysInPlace(Convolution c, int line) {
    return IntStream.range(0, c.spatialRank()).allMatch(d -> {
      int padding = d == line ? c.dilation().get(d) : 0;
      return c.stride().get(d) == 1 && c.inputDilation().get(d) == 1 && c.lo().get(d) == padding && c.hi().get(d) == padding;
    });
  }

  private static Outcome replace(Node inner, Node node, IdentityTap tap, boolean inFirst, int line, Rewriter rw) {
    Convolution first = (Convolution) inner.op();
    Convolution second = (Convolution) node.op();
    Node x = inner.input(0);
    Node outer = rw.add(inFirst ? outer(first, line) : first, List.of(x, rw.constant(tap.first(), inner.loc())), inner.loc());
    if (inFirst) {
      Node sum = rw.add(new Add(), List.of(outer, x), inner.loc());
      return rw.replace(node, second, List.of(sum, rw.constant(tap.second(), node.loc())));
    }
    Node rest = rw.add(outer(second, line), List.of(outer, rw.constant(tap.second(), node.loc())), node.loc());
    return rw.replace(node, new Add(), List.of(rest, outer));
  }

  /// `c` with the first and the last of three taps along `line`.
  private static Convolution outer(Convolution c, int line) {
    var dilation = new ArrayList<>(c.dilation());
    dilation.set(line, 2 * c.dilation().get(line));
    return new Convolution(c.stride(), c.lo(), c.hi(), dilation, c.inputDilation(), c.groups(), c.batchGroups());
  }
}
