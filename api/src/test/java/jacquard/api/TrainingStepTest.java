package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Clipping, groups, freezing and penalties against one step of plain gradient descent worked out by hand.
///
/// The network is `y = w·x + b` with `w = [1, 2]`, `b = 0.5`, `x = [3, 4]`, and its loss `y`: the gradients are `[3, 4]` and 1.
final class TrainingStepTest {
  private static final double RATE = 0.1;
  private static final TrainingStep PLAIN = TrainingStep.of(Loss.of((y, target) -> y), Optimizer.sgd(RATE));

  private static Model model() {
    return Model.define("line", ModelOptions.of(Shape.of(2)).dtype(DType.F64), x -> x.dense(1))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(1, 2), 1.0, 2.0), "dense1.bias", NdArray.of(Shape.of(1), 0.5)));
  }

  /// Weights and bias after one step, then the loss before it.
  private static double[] after(TrainingStep step) {
    Model model = model();
    StepRunner runner = new ReferenceBackend().compile(model.graphs().training(step)).runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, NdArray.of(Shape.of(1, 2), 3.0, 4.0));
    runner.setInput(ModelGraphs.TARGET, NdArray.of(Shape.of(1, 1), 0.0));
    runner.setScalar(ModelGraphs.LEARNING_RATE, RATE);
    runner.setScalar(ModelGraphs.STEP, 1);
    runner.run(1);
    NdArray weight = runner.state("dense1.weight");
    return new double[] {weight.get(0), weight.get(1), runner.state("dense1.bias").get(0), runner.scalar(ModelGraphs.LOSS)};
  }

  private static void assertAfter(TrainingStep step, double... expected) {
    assertArrayEquals(expected, after(step), 1e-15);
  }

  @Test
  void plainStep() {
    assertAfter(PLAIN, 1 - 0.3, 2 - 0.4, 0.5 - 0.1, 11.5);
  }

  @Test
  void clippingByValueBoundsEachElement() {
    assertAfter(PLAIN.clip(GradientClip.value(3.5)), 1 - 0.3, 2 - 0.35, 0.5 - 0.1, 11.5);
  }

  @Test
  void clippingByNormScalesAllGradientsTogether() {
    double norm = Math.sqrt(9 + 16 + 1);
    double scale = 2 / (norm + 1e-6);
    assertAfter(PLAIN.clip(GradientClip.norm(2)), 1 - 0.3 * scale, 2 - 0.4 * scale, 0.5 - 0.1 * scale, 11.5);
    assertAfter(PLAIN.clip(GradientClip.norm(100)), 1 - 0.3, 2 - 0.4, 0.5 - 0.1, 11.5);
    // A frozen parameter takes no part in the norm.
    double weights = 2 / (5 + 1e-6);
    assertAfter(PLAIN.clip(GradientClip.norm(2)).freeze("*.bias"), 1 - 0.3 * weights, 2 - 0.4 * weights, 0.5, 11.5);
  }

  @Test
  void groupsHaveRatesAndDecaysOfTheirOwn() {
    TrainingStep decayed = TrainingStep.of(PLAIN.loss(), Optimizer.sgd(RATE).weightDecay(1));
    assertAfter(decayed, 1 - 0.4, 2 - 0.6, 0.5 - 0.15, 11.5);
    assertAfter(decayed.group(ParameterGroup.of("*.bias").weightDecay(0)), 1 - 0.4, 2 - 0.6, 0.5 - 0.1, 11.5);
    // Each setting comes from the last group that has it.
    TrainingStep three = decayed.group(ParameterGroup.of("*").rateFactor(2).weightDecay(0))
        .group(ParameterGroup.of("dense?.weight").rateFactor(0.5));
    assertAfter(three, 1 - 0.15, 2 - 0.2, 0.5 - 0.2, 11.5);
  }

  @Test
  void everyOptimiserFollowsItsGroups() {
    // The first step of each is rate·sign(g), so a factor shows as such.
    for (Optimizer optimizer : new Optimizer[] {Optimizer.adam(RATE).epsilon(0), Optimizer.adagrad(RATE).epsilon(0),
        Optimizer.rmsProp(RATE).alpha(0).epsilon(0), Optimizer.adamW(RATE).epsilon(0).weightDecay(0)}) {
      TrainingStep step = TrainingStep.of(PLAIN.loss(), optimizer).group(ParameterGroup.of("*.bias").rateFactor(0.5));
      assertArrayEquals(new double[] {0.9, 1.9, 0.45, 11.5}, after(step), 1e-12, optimizer::toString);
    }
    TrainingStep decoupled = TrainingStep.of(PLAIN.loss(), Optimizer.adamW(RATE).epsilon(0).weightDecay(1))
        .group(ParameterGroup.of("*.bias").rateFactor(0.5).weightDecay(0.1));
    assertArrayEquals(new double[] {0.9 - 0.1, 1.8 - 0.1, 0.5 * (1 - 0.005) - 0.05, 11.5}, after(decoupled), 1e-12);
  }

  @Test
  void frozenParametersHaveNoGradientAndNoSlots() {
    TrainingStep step = TrainingStep.of(PLAIN.loss(), Optimizer.adam(RATE).weightDecay(0.1)).freeze("*.weight");
    Graph graph = model().graphs().training(step);
    var states = graph.states().stream().map(s -> ((State) s.op()).name()).toList();
    assertTrue(states.contains("dense1.bias/mean"), states::toString);
    assertFalse(states.contains("dense1.weight/mean"), states::toString);
    assertTrue(graph.next().keySet().stream().noneMatch(s -> ((State) s.op()).name().startsWith("dense1.weight")));
    double[] after = after(step);
    assertEquals(1.0, after[0]);
    assertEquals(2.0, after[1]);
    assertEquals(0.4, after[2], 1e-6);
  }

  @Test
  void penaltiesAreAddedToTheLoss() {
    // 11.5 + 0.5·(1 + 4), gradient 2·0.5·w.
    assertAfter(PLAIN.penalty(Penalty.l2(0.5, "*.weight")), 1 - 0.4, 2 - 0.6, 0.5 - 0.1, 14);
    assertAfter(PLAIN.penalty(Penalty.l1(2, "*")), 1 - 0.5, 2 - 0.6, 0.5 - 0.3, 11.5 + 2 * 3.5);
    // Any expression: w0·w1 written as ((Σw)² − Σw²)/2 times 3, whose slope is 3·(w1, w0).
    Penalty product = p -> {
      Tensor w = p.get("dense1.weight");
      return w.sum().square().minus(w.square().sum()).times(1.5);
    };
    assertAfter(PLAIN.penalty(product), 1 - 0.3 - 0.6, 2 - 0.4 - 0.3, 0.5 - 0.1, 11.5 + 6);
    assertAfter(PLAIN.penalty(product).penalty(p -> p.get("dense1.bias").reshape(1).flatten().sum()), 0.1, 1.3, 0.3, 18);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertCode("train/pattern", PLAIN.freeze("conv*"));
    assertCode("train/pattern", PLAIN.group(ParameterGroup.of("weight").weightDecay(0)));
    assertCode("train/pattern", PLAIN.penalty(Penalty.l2(1, "conv*")));
    assertCode("penalty/parameter", PLAIN.penalty(p -> p.get("weight").sum()));
    assertCode("penalty/scalar", PLAIN.penalty(p -> p.get("dense1.weight").square()));
    assertCode("loss/function", TrainingStep.of(Loss.of((y, target) -> foreign()), Optimizer.sgd(1)));
    assertCode("loss/function", TrainingStep.of(Loss.of((y, target) -> y.dense(1)), Optimizer.sgd(1)));
    assertCode("loss/function", TrainingStep.of(Loss.of((y, target) -> y.minus(target).dropout(0.5)), Optimizer.sgd(1)));
    assertCode("penalty/scalar", PLAIN.penalty(p -> p.get("dense1.weight").flatten().dense(1).sum()));
    assertEquals("train/clip", assertThrows(UserError.class, () -> GradientClip.norm(0)).code());
    assertEquals("optimizer/value", assertThrows(UserError.class, () -> ParameterGroup.of("*").rateFactor(-1)).code());
  }

  private static Tensor foreign() {
    var leaked = new Tensor[1];
    Model.define("other", Shape.of(1), x -> leaked[0] = x.dense(1));
    return leaked[0];
  }

  private static void assertCode(String code, TrainingStep step) {
    assertEquals(code, assertThrows(UserError.class, () -> model().graphs().training(step)).code());
  }
}
