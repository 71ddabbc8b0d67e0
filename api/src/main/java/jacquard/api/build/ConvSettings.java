package jacquard.api.build;

import jacquard.api.layer.Border;
import jacquard.ir.NdArray;
import org.jspecify.annotations.Nullable;

/// What is said of a convolution; `ConvOptions` names and explains each.
public final class ConvSettings extends FilterSettings {
  public int[] paddingBefore = {0};
  public int[] paddingAfter = {0};
  public PaddingRule rule = PaddingRule.EXPLICIT;
  public Border border = Border.zero();
  public boolean depthwise;
  public int multiplier = 1;
  public boolean flipped;
  public boolean @Nullable [] mask;
  public boolean @Nullable [][] connections;
  public @Nullable NdArray fixed;
  /// The deviation of the Gaussian basis weights are mixed from; 0 for none.
  public double sigma;

  public ConvSettings(int... kernel) {
    super(kernel);
  }

  /// The same settings for a layer that is a part of this one.
  ConvSettings part(String part, boolean withBias) {
    var copy = new ConvSettings(kernel);
    copy.stride = stride;
    copy.paddingBefore = paddingBefore;
    copy.paddingAfter = paddingAfter;
    copy.rule = rule;
    copy.border = border;
    copy.dilation = dilation;
    copy.groups = groups;
    copy.depthwise = depthwise;
    copy.multiplier = multiplier;
    copy.flipped = flipped;
    copy.mask = mask;
    copy.connections = connections;
    copy.fixed = fixed;
    copy.sigma = sigma;
    copy.bias = withBias;
    copy.init = init;
    copy.biasInit = biasInit;
    copy.name = part;
    return copy;
  }
}
