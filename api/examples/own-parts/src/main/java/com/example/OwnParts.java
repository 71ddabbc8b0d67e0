package com.example;

import jacquard.api.Fn;
import jacquard.api.Tensor;
import jacquard.api.Value;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;
import java.util.function.UnaryOperator;

/// A layer with a parameter of its own, and a function whose gradient is written by hand.
final class OwnParts {
  private OwnParts() {}

  /// `x·sigmoid(β·x)` with a learned β.
  ///
  /// Source: Ramachandran, Zoph, Le 2017, https://arxiv.org/abs/1710.05941.
  static Tensor swish(Tensor x) {
    return x.layer("swish", t -> {
      Tensor beta = t.parameter("beta", Shape.of(1), Initializer.constant(1));
      return t.times(t.times(beta).sigmoid());
    });
  }

  /// `ln(1 + eˣ)`, whose slope is the logistic function: written so, it does not overflow.
  static UnaryOperator<Value> softplus() {
    return Fn.custom(v -> v.exp().plus(1).log(), (v, y, dy) -> dy.times(v.sigmoid()));
  }

  /// The binary activation of a straight-through estimator: the sign forward, and backward as if nothing were there.
  ///
  /// Source: Bengio, Léonard, Courville 2013, https://arxiv.org/abs/1308.3432.
  static Tensor binary(Tensor x) {
    return x.layer("binary", t -> t.apply(v -> v.plus(v.sign().minus(v).stopGradient())));
  }
}
