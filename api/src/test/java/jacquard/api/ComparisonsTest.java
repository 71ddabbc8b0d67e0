package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;

/// Powers, extremes, masks and choices of tensors: what they compute, and that values of functions mean the same by the same names.
final class ComparisonsTest {
  private static final double[] X = {-0.5, 0.25, 2, 2, -3, 0.75};
  private static final double[] COTANGENT = {1, -2, 3, 0.5, -0.25, 4};

  @Test
  void powersAndExtremes() {
    assertArrayEquals(new double[] {0.25, 0.0625, 4, 4, 9, 0.5625}, output(x -> x.pow(2)));
    assertArrayEquals(new double[] {0.5, 0.5, 2, 2, 0.5, 0.75}, output(x -> x.maximum(x.times(0).plus(0.5))));
    assertArrayEquals(new double[] {-0.5, 0.25, 1, 1, -3, 0.75}, output(x -> x.minimum(x.times(0).plus(1))));
  }

  @Test
  void masksChoose() {
    assertArrayEquals(new double[] {-0.05, 0.25, 2, 2, -0.3, 0.75}, output(x -> x.lessThan(0).where(x.times(0.1), x)), 1e-15);
    assertArrayEquals(new double[] {-0.5, 0.25, -2, -2, -3, 0.75}, output(x -> x.equalTo(2).where(x.neg(), x)));
    Model model = Model.define("leaky", Shape.of(3), x -> x.lessThan(x.times(0)).where(x.times(0.5), x));
    assertArrayEquals(new float[] {-1, 0, 3}, model.compile().predict(new float[] {-2, 0, 3}));
  }

  /// A vector beside maps is one number per channel, of each operand.
  @Test
  void aVectorMeetsTheChannels() {
    assertArrayEquals(new double[] {0, 0.25, 2, 10, 10, 10}, output(x -> x.lessThan(x.constant(NdArray.of(Shape.of(2), 0.0, 5.0)))
        .where(x.constant(NdArray.of(Shape.of(2), 0.0, 10.0)), x)));
  }

  @Test
  void aTensorIsNoMask() {
    assertEquals("where/dtype", assertThrows(UserError.class, () -> output(x -> x.where(x, x))).code());
  }

  @Test
  void valuesMeanTheSame() {
    LayerRun tensors = LayerRun.of(Shape.of(2, 3), x -> {
      Tensor y = x.pow(2).maximum(x.times(0.5)).minimum(x.plus(1));
      return y.lessThan(x).where(y.abs().pow(x), x.equalTo(2).where(y, x.pow(3)));
    });
    LayerRun values = LayerRun.of(Shape.of(2, 3), x -> x.apply(v -> {
      Value y = v.pow(2).maximum(v.times(0.5)).minimum(v.plus(1));
      return y.lessThan(v).where(y.abs().pow(v), v.equalTo(2).where(y, v.pow(3)));
    }));
    assertArrayEquals(values.output(X), tensors.output(X));
    assertArrayEquals(values.gradients(X, COTANGENT).get("x"), tensors.gradients(X, COTANGENT).get("x"));
  }

  private static double[] output(Network network) {
    return LayerRun.of(Shape.of(2, 3), network).output(X);
  }
}
