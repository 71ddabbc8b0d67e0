package jacquard.compiler.cost;

/// Predicted time of a convolution over transformed tiles, in the unit of [LayerCost]:
///
///     time = max(2·points·tiles·ins·outs / PRODUCTS + points·tiles·(ins + outs)·ELEMENT, points·ins·outs · bytes · balance)
///            + 6 · overhead
///
/// with `points` products for each tile of the map and pair of channels.
public final class TransformedCost {
  /// The products are matrix products over all tiles: 1x1 convolutions.
  private static final double PRODUCTS = 0.7;
  /// Operations at the peak in the time that an element of a transformed value takes: computed, stored and loaded again.
  private static final double ELEMENT = 16;
  /// Those of the four steps, and of what clears a halo on all sides.
  private static final double CALLS = 6;

  private TransformedCost() {}

  /// Of `work`, in `tiles` tiles of `points` products each.
  public static double time(LayerWork work, long tiles, long points, double balance) {
    double channels = (double) work.ins() * work.outs();
    double products = 2.0 * points * tiles * channels / PRODUCTS;
    double elements = (double) points * tiles * (work.ins() + work.outs()) * ELEMENT;
    return Math.max(products + elements, points * channels * Float.BYTES * balance) + CALLS * LayerCost.OVERHEAD;
  }
}
