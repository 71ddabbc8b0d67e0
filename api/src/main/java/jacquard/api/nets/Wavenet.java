package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// `wavenet`: the distribution of each next sample of a sound, from all samples before it.
///
///     z = tanh(filter ∗ x) · sigmoid(gate ∗ x)       convolutions of kernel 2, causal, dilated by 1, 2, 4 … in every stack anew
///     x' = x + 1x1(z),  skip = Σ 1x1(z),  logits = 1x1(relu(1x1(relu(skip))))
///
/// Shapes   `[256,T] -> [256,T]`: samples one-hot by their level of the μ-law; logits at `t` are of the sample at `t + 1`, so the target
///          is the input one sample later. Any `T`; 4096 unless said otherwise.
/// Counts   3 stacks of 10 layers: 556,864 parameters, receptive field 3,071 samples.
/// Training `Loss.crossEntropy()`, with sample levels `[N,T]` as labels.
/// Source   van den Oord et al. 2016, arXiv:1609.03499, equation 2, figure 4; it tells no widths: 32 and 256 are ours.
///
/// @param stacks   how often the dilations start again at 1
/// @param layers   layers of a stack, the last one dilated by 2^(layers−1)
/// @param width    maps between the layers
/// @param skip     maps of the skip connections
/// @param levels   levels of a sample
public record Wavenet(int stacks, int layers, int width, int skip, int levels) implements Network {
  public static final String NAME = "wavenet";
  public static final Shape INPUT = Shape.of(256, 4096);
  public static final Wavenet STANDARD = new Wavenet(3, 10, 32, 256, 256);

  @Override
  public Tensor build(Tensor x) {
    Tensor y = x.conv(width, 2, c -> c.causal());
    List<Tensor> skips = new ArrayList<>();
    for (int i = 0; i < stacks * layers; i++) {
      int dilation = 1 << i % layers;
      Tensor gated = y.block("gated" + (i + 1), t -> gated(t, dilation));
      skips.add(gated.pointwise(skip, c -> c.name("skip" + skips.size())));
      if (i < stacks * layers - 1) {
        y = y.plus(gated.pointwise(width));
      }
    }
    return skips.stream().reduce(Tensor::plus).orElse(y).relu().pointwise(skip).relu().pointwise(levels);
  }

  private Tensor gated(Tensor x, int dilation) {
    Tensor filter = x.conv(width, 2, c -> c.causal().dilation(dilation).name("filter"));
    Tensor gate = x.conv(width, 2, c -> c.causal().dilation(dilation).name("gate"));
    return filter.tanh().times(gate.sigmoid());
  }
}
