package com.example;

import jacquard.api.Model;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// A small residual network: a convolution, three blocks with shortcuts, two of which halve the resolution, and a mean over
/// positions (He et al. 2016, https://arxiv.org/abs/1512.03385, in miniature).
final class ResidualNet {
  private ResidualNet() {}

  static Model define(Shape image, int classes) {
    return Model.define("residual", image, x -> {
      Tensor y = x.conv(16, 3, c -> c.padding(1).bias(false)).batchNorm().relu();
      y = block(y, 16, 1);
      y = block(y, 32, 2);
      y = block(y, 64, 2);
      return y.globalAvgPool().dense(classes);
    });
  }

  private static Tensor block(Tensor x, int channels, int stride) {
    return x.layer("residual", t -> {
      Tensor y = t.conv(channels, 3, c -> c.padding(1).stride(stride).bias(false)).batchNorm().relu()
          .conv(channels, 3, c -> c.padding(1).bias(false)).batchNorm();
      Tensor shortcut = stride == 1 ? t : t.conv(channels, 1, c -> c.stride(stride).bias(false)).batchNorm();
      return y.plus(shortcut).relu();
    });
  }
}
