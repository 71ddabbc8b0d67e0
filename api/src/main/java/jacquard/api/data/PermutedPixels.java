package jacquard.api.data;

import jacquard.ir.Philox;

/// Another set with the pixels of every image in the same random order.
///
/// The order is that of Fisher and Yates' exchanges, kept as the partner of each exchange: so it is made in place, without scratch.
final class PermutedPixels extends DataView {
  /// `PERM` in ASCII: a stream of its own, so that one seed serves others too.
  private static final int STREAM = 0x5045524D;

  private final int[] partners;
  private final int channels;

  PermutedPixels(DataSet data, long seed) {
    super(data);
    this.channels = data.inputShape().rank() < 2 ? 1 : data.inputShape().extent(0);
    this.partners = new int[Math.toIntExact(data.inputShape().size()) / channels];
    var random = new Philox(seed, STREAM, 0);
    for (int i = partners.length - 1; i > 0; i--) {
      partners[i] = random.index(i, i + 1);
    }
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    data.copyInput(example, into, offset);
    for (int c = 0; c < channels; c++) {
      int plane = offset + c * partners.length;
      for (int i = partners.length - 1; i > 0; i--) {
        float kept = into[plane + i];
        into[plane + i] = into[plane + partners[i]];
        into[plane + partners[i]] = kept;
      }
    }
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    data.copyInput(example, into, offset);
    for (int c = 0; c < channels; c++) {
      int plane = offset + c * partners.length;
      for (int i = partners.length - 1; i > 0; i--) {
        double kept = into[plane + i];
        into[plane + i] = into[plane + partners[i]];
        into[plane + partners[i]] = kept;
      }
    }
  }
}
