package jacquard.own;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.api.Fn;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Value;
import jacquard.api.layer.Initializer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.testkit.GradientCheck;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// An op of a user's own is its structure: what it computes, its gradients and its compiled code follow.
final class OwnOpTest {
  private static Value combined(Combine how, Value x, Value w) {
    // op
    IndexExpr n = IndexExpr.var(0), o = IndexExpr.var(1), p = IndexExpr.var(2), c = IndexExpr.var(3), r = IndexExpr.var(4);
    List<Axis> axes = List.of(new Axis("n", x.shape().dim(0)), new Axis("o", w.shape().dim(0)),
        Axis.of("p", x.shape().extent(2) - w.shape().extent(2) + 1), new Axis("c", w.shape().dim(1)), new Axis("r", w.shape().dim(2)));
    Value y = Value.of(new Structure(axes, List.of(Access.of(0, n, c, p.plus(r)), Access.of(1, o, c, r)), List.of(n, o, p),
        how, Scalar.read(0).times(Scalar.read(1))), x, w);   // y[n,o,p] = Σ c,r  x[n,c,p+r]·w[o,c,r]
    // end
    return y;
  }

  private static Model model(Combine how) {
    return Model.define("own-op", ModelOptions.of(Shape.of(2, 7)).dtype(DType.F64),
        x -> x.apply(x.parameter("w", Shape.of(3, 2, 3), Initializer.gaussian(1)), (v, w) -> combined(how, v, w)).flatten().dense(2));
  }

  @Test
  void aSumOfProductsIsAConvolution() {
    Model own = model(Combine.SUM);
    Model built = Model.define("built", ModelOptions.of(Shape.of(2, 7)).dtype(DType.F64),
        x -> x.conv(3, 3, c -> c.bias(false)).flatten().dense(2))
        .withParameters(Map.of("conv1.weight", own.parameters().get("w"), "dense1.weight", own.parameters().get("dense1.weight"),
            "dense1.bias", own.parameters().get("dense1.bias")));
    double[] x = new double[14];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sqrt(i) - 2;
    }
    assertArrayEquals(built.compile().predict(x), own.compile().predict(x), 1e-14);
  }

  @Test
  void gradientsFollow() {
    for (Combine how : List.of(Combine.SUM, Combine.MAX)) {
      GradientCheck.of(model(how), Loss.crossEntropy()).check();
    }
    GradientCheck.of(model(Combine.SUM), Loss.crossEntropy()).order(2).directions(1).check();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Structure scattered = new Structure(List.of(Axis.of("i", 3)), List.of(Access.of(0, IndexExpr.var(0))), List.of(IndexExpr.ZERO),
        Combine.SUM, Scalar.read(0));
    assertEquals("structure/write", code(v -> Value.of(scattered, v.reshape(3))));
    assertEquals("structure/operands", code(v -> Value.of(scattered, v)));
  }

  private static String code(UnaryOperator<Value> function) {
    NdArray three = NdArray.of(Shape.of(3, 1), 1.0, 2, 3);
    return assertThrows(UserError.class, () -> Fn.of(three.type(), function)).code();
  }
}
