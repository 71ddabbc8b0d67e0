package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;
import java.util.List;

/// `tcn`: a temporal convolutional network that classifies a sequence by its last element: residual blocks of two causal convolutions,
/// dilated by 1, 2, 4, each followed by relu and by dropout of whole channels. The paper's weight normalisation is left out.
///
/// Shapes   `[C,T] -> [classes]` logits; an image `[1,H,W]` is read as the sequence of its rows, `[W,H]`.
/// Counts   64 maps in three blocks: 69,706 parameters, receptive field 29 rows.
/// Training on MNIST `train tcn --epochs 3` reaches a test error of 1.37 %, a linear classifier 7.33 % in 5.
/// Source   Bai, Kolter, Koltun 2018, arXiv:1803.01271, section 3, figure 1.
///
/// @param classes  outputs
/// @param channels maps of each block; block `i` is dilated by 2^i
/// @param kernel   extent of the filters
/// @param dropout  part of the channels dropped in training
public record Tcn(int classes, List<Integer> channels, int kernel, double dropout) implements Network {
  public static final String NAME = "tcn";
  public static final Shape INPUT = Shape.of(1, 28, 28);
  public static final Tcn STANDARD = new Tcn(10, List.of(64, 64, 64), 3, 0.05);

  public Tcn {
    channels = List.copyOf(channels);
  }

  @Override
  public Tensor build(Tensor x) {
    Tensor y = x.shape().rank() == 3 ? rows(x) : x;
    for (int i = 0; i < channels.size(); i++) {
      int filters = channels.get(i);
      int dilation = 1 << i;
      y = y.block("residual" + (i + 1), t -> residual(t, filters, dilation));
    }
    int length = y.shape().extent(1);
    return y.slice(1, length - 1, length).flatten().dense(classes);
  }

  private Tensor residual(Tensor x, int filters, int dilation) {
    Tensor y = causal(causal(x, filters, dilation), filters, dilation);
    return y.plus(x.shape().extent(0) == filters ? x : x.pointwise(filters)).relu();
  }

  private Tensor causal(Tensor x, int filters, int dilation) {
    return x.conv(filters, kernel, c -> c.causal().dilation(dilation)).relu().spatialDropout(dropout);
  }

  private static Tensor rows(Tensor image) {
    return image.reshape(image.shape().extent(1), image.shape().extent(2)).transpose(1, 0);
  }
}
