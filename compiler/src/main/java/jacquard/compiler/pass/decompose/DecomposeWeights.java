package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.LayerWork;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// conv(x, W)  =>  conv(conv(x, W₁), W₂)      and      x · Wᵀ  =>  (x · W₁ᵀ) · W₂ᵀ,      where W = W₁ ∘ W₂ as [Split] has it.
///
/// Spatially separable kernels, depthwise and pointwise factors, and low-rank channels are found by singular value decomposition of the
/// constant weights. A split is made where [LayerCost] predicts that it pays and it loses no more than rounding in each pair of an output
/// and an input channel; others only under a tolerance, by [Decisions] made outside this pass.
///
/// Numerics: what the weights of a pair of channels lose, and the terms that cancel in the product of its factors, are at most `20·√K`
/// times the rounding and the size of its largest weight, for `K` channels between ([LayerWeights#LARGEST_GROWTH]). So an output channel
/// keeps its digits whatever the scales of filters and of channels of the input. Of a layer that is split again, the factors are the
/// weights.
///
/// Guards: the weights are constant with data and finite; no batch groups, whose weights depend on the batch. A convolution keeps its
/// zero padding where the dimension goes, so borders stay exact.
///
/// Order: after the folds of weights and of constants, which the second layer would hide; before fusion, so that
/// what follows goes onto the second layer.
public final class DecomposeWeights implements Pass {
  private final Decisions decisions;

  /// Exact decompositions.
  public DecomposeWeights() {
    this(Decisions.EXACT);
  }

  public DecomposeWeights(Decisions decisions) {
    this.decisions = decisions;
  }

  @Override
  public String does() {
    return "runs a layer whose weights factor as two smaller layers";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(LayerWeights.LARGEST_GROWTH,
        "the factors of a layer differ from its weights, and their terms cancel, by at most "
        + "20·√K roundings of the largest weight of each pair of channels, for K channels between");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var layers = new LinkedHashMap<Object, LayerWeights>();
    graph.nodes().forEach(node -> Rule.layer(node).ifPresent(layer -> layers.putIfAbsent(layer.key(), layer)));
    var rule = new Rule(decisions.knowing(List.copyOf(layers.values())), new HashMap<>(), new ArrayList<>());
    Graph decomposed = Rewriter.fixpoint(rule, graph, context);
    rule.made.forEach(context::found);
    return decomposed;
  }

  /// A layer by what its decomposition depends on: weights by content, shapes, attributes.
  private record Key(Op op, ConstantData weights, Shape input) {}

  /// What was found, if there is something.
  private record Found(LayerWeights layer, @Nullable Factored factored) {}

  /// One run: every layer is looked at once, however many sweeps there are.
  private record Rule(Decisions decisions, Map<Object, Found> known, List<Decomposed> made) implements RewriteRule {
    @Override
    public String id() {
      return new DecomposeWeights().id();
    }

    @Override
    public String does() {
      return new DecomposeWeights().does();
    }

    @Override
    public Numerics numerics() {
      return new DecomposeWeights().numerics();
    }

    @Override
    public Outcome apply(Node node, Rewriter rw) {
      return layer(node).map(layer -> apply(node, layer, rw)).orElse(Outcome.NO_MATCH);
    }

    private Outcome apply(Node node, LayerWeights layer, Rewriter rw) {
      Found found = known.computeIfAbsent(layer.key(), key -> new Found(layer, decisions.decide(layer).orElse(null)));
      Factored factored = found.factored;
      if (factored == null) {
        String paying = found.layer.paying(new LayerCost(LayerCost.USUAL_BALANCE));
        return paying.isEmpty() ? Outcome.NO_MATCH : rw.miss(node, "its weights have no exact factors of the ranks that pay: %s", paying);
      }
      if (layer.weights().areIn(factored.first()) || layer.weights().areIn(factored.second())) {
        // The factor may be the very layer, which is not split again.
        known.put(layer.key(), new Found(found.layer, null));
      }
      made.add(new Decomposed(found.layer, factored.option()));
      return split(node, factored, rw);
    }

    /// What `node` computes, where it is a layer with constant weights.
    static Optional<LayerWeights> layer(Node node) {
      return switch (node.op()) {
        case Convolution c when c.batchGroups() == 1 -> layer(node, node.input(1), c.groups());
        case MatMul _ when node.input(1).type().rank() == 2 -> layer(node, node.input(1), 1);
        default -> Optional.empty();
      };
    }

    private static Optional<LayerWeights> layer(Node node, Node weights, int groups) {
      boolean turned = node.op() instanceof MatMul && weights.op() instanceof Constant; // a matrix product reads `w[i, o]`
      return data(weights).flatMap(data -> data.value().map(array -> new Weights(array, groups, turned))
          .map(values -> new LayerWeights(String.join(", ", node.loc().layers()),
              new Key(node.op(), data, node.input(0).type().shape()), work(node, values), values, split -> between(node, values, split))));
    }

    /// The constant, or the one whose transpose a dense layer reads.
    private static Optional<ConstantData> data(Node weights) {
      return switch (weights.op()) {
        case Constant c -> Optional.of(c.data());
        case Transpose t when weights.input(0).op() instanceof Constant c && t.order().equals(List.of(1, 0)) -> Optional.of(c.data());
        default -> Optional.empty();
      };
    }

    private static NdArray transposed(NdArray matrix) {
      int rows = matrix.shape().extent(0);
      int columns = matrix.shape().extent(1);
      NdArray result = NdArray.zeros(matrix.type().shaped(Shape.of(columns, rows)));
      for (int i = 0; i < rows; i++) {
        Interrupted.check();
        for (int j = 0; j < columns; j++) {
          result.set(j * rows + i, matrix.get(i * columns + j));
        }
      }
      return result;
    }

    private static LayerWork work(Node node, Weights w) {
      int ins = w.ins() * w.groups();
      return new LayerWork(w.groups(), ins, w.outs(), w.kernel(), Math.max(1, node.input(0).type().shape().size(1) / ins),
          Math.max(1, node.type().shape().size(1) / w.outs()));
    }

    /// The positions of the value in the middle: the first layer's dimensions are those of the result, the others of the input.
    private static long between(Node node, Weights w, Split split) {
      Shape x = node.input(0).type().shape();
      Shape y = node.type().shape();
      int dimensions = w.kernel().size();
      if (dimensions == 0) {
        return y.size(1) / w.outs();
      }
      long count = x.dim(0).count();
      for (int d = 0; d < dimensions; d++) {
        count *= (split.first().get(d) ? y : x).extent(2 + d);
      }
      return count;
    }

    private static Outcome split(Node node, Factored factored, Rewriter rw) {
      if (node.op() instanceof MatMul m) {
        Node x = rw.add(m, List.of(node.input(0), rw.constant(transposed(factored.first()), node.loc())), node.loc());
        return rw.replace(node, m, List.of(x, rw.constant(transposed(factored.second()), node.loc())));
      }
      var whole = (Convolution) node.op();
      Split split = factored.option().split();
      int firstGroups = split.depthwise() ? node.input(0).type().shape().extent(1) : whole.groups();
      Node x = rw.add(part(whole, split, true, firstGroups),
          List.of(node.input(0), rw.constant(factored.first(), node.loc())), node.loc());
      return rw.replace(node, part(whole, split, false, whole.groups()), List.of(x, rw.constant(factored.second(), node.loc())));
    }

    /// `c` in the dimensions of the first or second layer, plain in the others.
    private static Convolution part(Convolution c, Split split, boolean first, int groups) {
      List<Integer> zeros = Collections.nCopies(c.spatialRank(), 0);
      List<Integer> ones = Collections.nCopies(c.spatialRank(), 1);
      return new Convolution(chosen(c.stride(), ones, split, first), chosen(c.lo(), zeros, split, first),
          chosen(c.hi(), zeros, split, first), chosen(c.dilation(), ones, split, first),
          chosen(c.inputDilation(), ones, split, first), groups, 1);
    }

    private static List<Integer> chosen(List<Integer> own, List<Integer> plain, Split split, boolean first) {
      return IntStream.range(0, own.size()).mapToObj(d -> split.first().get(d) == first ? own.get(d) : plain.get(d)).toList();
    }
  }
}
