package jacquard.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Fn;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.Value;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// What the kit checks in one line, and that it finds what is not so.
class OneLineTest {
  private static final Shape VECTOR = Shape.of(4);
  private static final Shape IMAGE = Shape.of(2, 5, 5);

  /// As the README of `api` has it.
  @Test
  void aGradientOfOnesOwn() {
    // own
    NdArray x = NdArray.of(Shape.of(3), 0.5, -1, 2);
    Fn swish = Fn.custom(List.of(x.type()), v -> v.getFirst().times(v.getFirst().sigmoid()), (v, y, dy) -> {
      Value s = v.getFirst().sigmoid();
      return List.of(dy.times(s.plus(y.times(s.constant(1).minus(s)))));
    });
    GradientCheck.assertCorrect(swish, x);
    // end
  }

  @Test
  void layersLossesAndTrainingSteps() {
    Model model = Model.define("small", ModelOptions.of(VECTOR).dtype(DType.F64), x -> x.dense(3).tanh().dense(2));
    GradientCheck.assertCorrect(IMAGE, x -> x.conv(2, 3).batchNorm().tanh());
    GradientCheck.assertCorrect(Loss.crossEntropy(), VECTOR);
    GradientCheck.assertCorrect(model, Loss.meanSquaredError(), Optimizer.adam(0.1));
  }

  /// A gradient that is right, whose own derivative is not: its Hessian is not symmetric.
  @Test
  void forwardOverReverseDiffersWhereTheHessianIsNoHessian() {
    var type = new TensorType(DType.F64, Shape.of(2));
    Fn f = Fn.custom(List.of(type, type), x -> x.get(0).times(x.get(1)),
        (x, y, dy) -> List.of(dy.times(x.get(1).stopGradient()), dy.times(x.get(0))));
    NdArray a = NdArray.of(Shape.of(2), 0.5, -1.0);
    GradientCheck.assertCorrect(f, a, a);
    GradientReport report = GradientCheck.of(f, a, a).order(2).compiled(false).report();
    assertTrue(report.failures().contains("WRONG forward over reverse against reverse over reverse by x0"), report::toString);
  }

  @Test
  void propertiesOfLayers() {
    UnaryOperator<NdArray> mirror = x -> permuted(x, i -> i / 5 * 5 + 4 - i % 5);
    UnaryOperator<NdArray> swap = x -> permuted(x, i -> i ^ 1);
    LayerProperties.assertLinear(IMAGE, x -> x.conv(3, 3, c -> c.bias(false)));
    assertThrows(AssertionError.class, () -> LayerProperties.assertLinear(VECTOR, Tensor::tanh));
    LayerProperties.assertEquivariant(IMAGE, x -> x.tanh().times(2), mirror, mirror);
    assertThrows(AssertionError.class, () -> LayerProperties.assertEquivariant(VECTOR, x -> x.dense(4), swap, swap));
    LayerProperties.assertInvariant(IMAGE, Tensor::globalAvgPool, mirror);
    assertThrows(AssertionError.class, () -> LayerProperties.assertInvariant(VECTOR, x -> x.dense(4), swap));
    LayerProperties.assertBatchIndependent(IMAGE, x -> x.conv(2, 3).batchNorm());
  }

  private static NdArray permuted(NdArray x, UnaryOperator<Integer> from) {
    NdArray y = NdArray.zeros(x.type());
    for (int i = 0; i < y.size(); i++) {
      y.set(i, x.get(from.apply(i)));
    }
    return y;
  }

  @Provide
  Arbitrary<DrawnNetwork> networks() {
    var words = new ArrayList<>(LayerWord.smooth());
    words.add(LayerWord.own("swish", "y.times(y.sigmoid())", shape -> true, y -> y.times(y.sigmoid())));
    return DrawnNetworks.of(IMAGE, words);
  }

  @Property(tries = 5, seed = "2026")
  void drawnNetworksHaveTheirGradients(@ForAll("networks") DrawnNetwork network) {
    GradientCheck.of(network.input(), network.network()).directions(1).compiled(false).check();
  }
}
