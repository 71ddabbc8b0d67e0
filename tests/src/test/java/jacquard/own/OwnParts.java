package jacquard.own;

import jacquard.api.Fn;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.Update;
import jacquard.api.Value;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;
import java.util.function.UnaryOperator;

/// The README's parts of a user's own; `OwnPartsTest` counts their lines and holds them to what they say.
public final class OwnParts {
  private OwnParts() {}

  // layer
  static Tensor swish(Tensor x) {
    return x.layer("swish", t -> {
      Tensor beta = t.parameter("beta", Shape.of(1), Initializer.constant(1));
      return t.times(t.times(beta).sigmoid());
    });
  }
  // end

  static Tensor softplus(Tensor x) {
    // function
    UnaryOperator<Value> softplus = Fn.custom(v -> v.exp().plus(1).log(),
        (v, y, dy) -> dy.times(v.sigmoid()));            // does not overflow where the value does
    Tensor y = x.apply(softplus);
    // end
    return y;
  }

  // optimizer
  record Lion(double learningRate, double weightDecay) implements Optimizer {
    @Override
    public void update(Update u) {
      Value momentum = u.slot("momentum");
      Value sign = momentum.times(0.9).plus(u.gradient().times(0.1)).sign();
      u.slot("momentum", momentum.times(0.99).plus(u.gradient().times(0.01)));
      u.move(u.parameter().minus(u.rate().times(sign.plus(u.parameter().times(u.weightDecay())))));
    }
  }
  // end

  // convnext
  static Tensor convNext(Tensor x, int channels) {       // [H,W,C]
    Tensor y = x.channelsFirst(t -> t.depthwiseConv(7, 1, c -> c.padding(3)))
        .layerNorm(1)
        .dense(4 * channels, d -> d.lastDimension()).gelu()
        .dense(channels, d -> d.lastDimension());
    return x.plus(y.times(x.parameter("scale", Shape.of(1, channels), Initializer.constant(1e-6))));
  }
  // end

  /// The same block where the channels are first.
  static Tensor convNextFirst(Tensor x, int channels) {
    Tensor y = x.depthwiseConv(7, 1, c -> c.padding(3)).channelsLast(t -> t.layerNorm(1)
        .dense(4 * channels, d -> d.lastDimension()).gelu()
        .dense(channels, d -> d.lastDimension()));
    return x.plus(y.times(x.parameter("scale", Shape.of(channels), Initializer.constant(1e-6))));
  }
}
