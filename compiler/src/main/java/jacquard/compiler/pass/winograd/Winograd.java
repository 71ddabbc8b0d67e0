package jacquard.compiler.pass.winograd;

import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.LayerWork;
import jacquard.compiler.cost.TransformedCost;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/// conv(x, w)  =>  Aᵀ · ((G · w) ⊙ (Bᵀ · x)) over tiles of the result, as [TileTransform] has them in each dimension
///
/// Tiles of 4x4 results take 36 products for each pair of channels in place of 144, tiles of 2x2 16 in place of 36. Each of the four steps
/// is a structure ([TiledConvolution]): three transforms, and the products as a sum over channels, which is a contraction like any other.
/// Of constant weights the transform is a constant; it is a step in training. What follows the convolution fuses with the last transform.
///
/// Guards, the first without a remark: stride 1, neither dilation nor groups, two dimensions of three taps each, a full block of channels
/// on both sides; `f32`, as `f64` is asked for where digits count; [TransformedCost] predicts that it pays, on the nominal machine, as
/// bits follow from it.
///
/// Numerics: in the reals the same. Each result is a sum of as many terms as before, but of tiles, whose terms are magnified and cancel:
/// by at most [TileTransform#growth] in each dimension, which is 48 for tiles of 4, and 8 for tiles of 2, against the largest magnitudes of
/// the channels that are summed. Measured errors are some 10 and 3 times those of the direct form.
///
/// Order: after the passes that look at weights, before the fusion of maps, which then become the last transform's epilogue; the next
/// folding of constants takes in the weights' transform.
public final class Winograd implements RewriteRule {
  private static final int TAPS = 3;
  private static final int DIMENSIONS = 2;
  private static final List<Integer> TILES = List.of(4, 2);
  /// Of a layer for which nothing is asked: what is predicted to be fastest.
  private static final int PREDICTED = 0;
  private static final int DIRECT = 1;

  private final ToIntFunction<List<String>> asked;

  /// Tiles where they are predicted to pay.
  public Winograd() {
    this(layer -> PREDICTED);
  }

  /// For the layers of a convolution `asked` says how many results a tile has along each dimension: 2 or 4, 1 for none, 0 for what is
  /// predicted to be fastest.
  public Winograd(ToIntFunction<List<String>> asked) {
    this.asked = asked;
  }

  @Override
  public String does() {
    return "runs 3x3 convolutions over transformed tiles, with fewer multiplications";
  }

  @Override
  public Numerics numerics() {
    double growth = TILES.stream().mapToDouble(m -> new TileTransform(m, TAPS).growth()).max().orElse(1);
    return Numerics.reassociates(growth * growth,
        "transforms magnify terms that cancel, by at most 48 in each dimension for tiles of 4x4 results");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Convolution c) || !isPlain(c, node)) {
      return Outcome.NO_MATCH;
    }
    int outputs = asked.applyAsInt(node.loc().layers());
    if (outputs != PREDICTED) {
      return outputs == DIRECT ? Outcome.NO_MATCH : rw.replaceBy(tiled(node, outputs).build(rw));
    }
    return predicted(node, rw);
  }

  private static TiledConvolution tiled(Node node, int outputs) {
    return new TiledConvolution(node, Collections.nCopies(DIMENSIONS, new TileTransform(outputs, TAPS)));
  }

  private static Outcome predicted(Node node, Rewriter rw) {
    Shape w = node.input(1).type().shape();
    if (node.type().dtype() != DType.F32) {
      return rw.miss(node, "is computed in %s, which is for digits: its transforms would cost some", node.type().dtype().text());
    }
    if (w.extent(0) < Worth.TRANSFORMED_CHANNELS || w.extent(1) < Worth.TRANSFORMED_CHANNELS) {
      return rw.miss(node, "has %d to %d channels, transforms pay from %d on both sides", w.extent(1), w.extent(0),
          Worth.TRANSFORMED_CHANNELS);
    }
    TiledConvolution best = null;
    double direct = new LayerCost(LayerCost.USUAL_BALANCE).time(work(node));
    double fewest = direct / Worth.TRANSFORMED;
    for (int outputs : TILES) {
      TiledConvolution tiled = tiled(node, outputs);
      double time = TransformedCost.time(work(node), tiled.tiles(), tiled.points(), LayerCost.USUAL_BALANCE);
      if (time < fewest) {
        best = tiled;
        fewest = time;
      }
    }
    return best == null ? rw.miss(node, "is predicted to be no faster over tiles") : rw.replaceBy(best.build(rw));
  }

  private static boolean isPlain(Convolution c, Node node) {
    List<Integer> ones = Collections.nCopies(DIMENSIONS, 1);
    Shape w = node.input(1).type().shape();
    return c.spatialRank() == DIMENSIONS && c.stride().equals(ones) && c.dilation().equals(ones) && c.inputDilation().equals(ones)
        && c.groups() == 1 && c.batchGroups() == 1 && !w.isBatched() && w.extent(2) == TAPS && w.extent(3) == TAPS;
  }

  private static LayerWork work(Node node) {
    Shape x = node.input(0).type().shape();
    Shape w = node.input(1).type().shape();
    Shape y = node.type().shape();
    return new LayerWork(1, w.extent(1), w.extent(0), List.of(TAPS, TAPS), (long) x.extent(2) * x.extent(3),
        (long) y.extent(2) * y.extent(3));
  }
}
