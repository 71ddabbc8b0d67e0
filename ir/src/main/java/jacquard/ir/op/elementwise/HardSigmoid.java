package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `hard_sigmoid`: `y = min(max(slope·x + offset, 0), 1)`; NaN stays NaN. The slope at the corners is 0.
///
/// PyTorch's has slope 1/6 and offset 1/2, ONNX's slope 0.2.
/// Accuracy value f32 1 ulp, f64 1; slope f32 0.5, f64 0.5.
/// Source: Courbariaux, Bengio, David 2015, arXiv:1511.00363, equation 3, with slope 1/2.
public record HardSigmoid(double slope, double offset) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return StableForms.clip(x.times(Scalar.constant(slope)).plus(Scalar.constant(offset)), 0, 1);
  }
}
