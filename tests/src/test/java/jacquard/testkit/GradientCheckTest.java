package jacquard.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Tensor;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private static final NdArray A = NdArray.of(Shape.of(2, 3), 0.5, -1, 2, 0.25, 1, -0.75);
  private static final NdArray B = NdArray.of(Shape.of(3, 2), 1, 2, -0.5, 0.5, 1.5, -2.0);

  /// As the README of `api` has it.
  @Test
  void aUsersOwnLayer() {
    // check
    Model model = Model.define("swish", ModelOptions.of(Shape.of(2, 6, 6)).dtype(DType.F64), x -> {
      Tensor y = x.conv(3, 3);
      y = y.times(y.sigmoid());                      // the layer to check
      return y.flatten().dense(4);
    });
    GradientReport report = GradientCheck.of(model, Loss.crossEntropy()).check();
    GradientCheck.of(model, Loss.crossEntropy()).order(2).directions(1).check();
    // end
    assertTrue(report.toString().contains("gradient by conv1.weight, direction 1: analytic"), report::toString);
  }

  @Test
  void functionsToTheThirdOrder() {
    SymbolicFunction f = (g, x) -> g.add(new Tanh(), g.add(new MatMul(), x.get(0), x.get(1)));
    for (int order = 1; order <= 3; order++) {
      GradientCheck.of(f, A, B).order(order).compiled(order == 2).check();
    }
  }

  /// Rounding to multiples of 1e-12 looks like `x` to a difference quotient, but no gradient flows through integers.
  @Test
  void aWrongGradientIsReportedWithItsInput() {
    SymbolicFunction rounded = (g, x) -> g.add(new Mul(), g.add(new Cast(DType.F64), g.add(new Cast(DType.I64),
        g.add(new Mul(), x.getFirst(),
        g.scalar(DType.F64, 1e12)))), g.scalar(DType.F64, 1e-12));
    AssertionError error = assertThrows(AssertionError.class, () -> GradientCheck.of(rounded, A).compiled(false).tolerance(1e-5).check());
    assertTrue(error.getMessage().contains("WRONG gradient by x0, direction 1: analytic 0"), error::getMessage);
  }

  @Test
  void kinksAreNoFailures() {
    NdArray atZero = NdArray.of(Shape.of(3), 0.0, 1, -2);
    GradientReport report = GradientCheck.of((g, x) -> g.add(new Abs(), x.getFirst()), atZero).report();
    assertEquals(4, report.kinks().size());
    assertTrue(report.toString().contains("kink at element 0 within"), report::toString);
    AssertionError nothingLeft = assertThrows(AssertionError.class, () -> GradientCheck.of((g, x) -> g.add(new Abs(), x.getFirst()),
        atZero).check());
    assertTrue(nothingLeft.getMessage().contains("0 wrong, 4 at a kink"), nothingLeft::getMessage);
    GradientCheck.of((g, x) -> g.add(new Abs(), x.getFirst()), A).check();
  }

  /// A maximum that changes over between the two steps.
  @Test
  void kinksBesideThePointAreSeenByTwoSteps() {
    NdArray close = NdArray.of(Shape.of(1, 1, 2), 1.0, 1.00001);
    var pool = new MaxPool(Window.of(List.of(2), List.of(1), List.of(0), false));
    GradientReport report = GradientCheck.of((g, x) -> g.add(pool, x.getFirst()), close).directions(4).report();
    assertTrue(!report.kinks().isEmpty(), report::toString);
    assertTrue(report.lines().stream().noneMatch(l -> l.verdict() == GradientReport.Verdict.WRONG), report::toString);
  }

  @Test
  void piecewiseConstantFunctionsHaveSlopeZero() {
    GradientCheck.of((g, x) -> g.add(new Cast(DType.F64), g.add(new Compare(CompareFn.LT), x.get(0), x.get(0))), A).check();
  }

  @Test
  void floatsAreRefused() {
    Model single = Model.define("single", Shape.of(3), x -> x.dense(2));
    assertEquals("gradient-check/dtype", assertThrows(UserError.class, () -> GradientCheck.of(single, Loss.crossEntropy()).check()).code());
  }
}
