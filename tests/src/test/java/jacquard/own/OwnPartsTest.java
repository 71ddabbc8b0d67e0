package jacquard.own;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.LearningRate;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.TrainerOptions;
import jacquard.api.Update;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.layer.Initializer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.testkit.GradientCheck;
import jacquard.testkit.GradientReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts of a user's own are named, initialised, counted, trained, frozen, saved and differentiated as those of the library are.
final class OwnPartsTest {
  private static final Path SOURCE = Path.of("src/test/java/jacquard/own/OwnParts.java");
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  private static Model swishes() {
    return Model.define("swishes", IMAGE, x -> {
      Tensor y = OwnParts.swish(x.conv(4, 5, c -> c.stride(2)));
      return OwnParts.swish(y.conv(4, 3).layer("gain", t -> t.times(t.parameter("scale", Shape.of(4), Initializer.constant(0.5)))))
          .flatten().dense(10);
    });
  }

  private static Model trained(Model model, Consumer<TrainerOptions> options) {
    DataSet digits = DrawnDigits.generate(1, 256);
    return model.trainer(t -> options.accept(t.batch(32).epochs(1))).fit(digits).model();
  }

  @Test
  void theExamplesAreShort() throws IOException {
    assertTrue(lines("// layer") <= 6 && lines("// function") <= 6 && lines("// optimizer") <= 10);
  }

  /// Lines that are no comments and more than a brace.
  private static long lines(String begin) throws IOException {
    List<String> section = Files.readAllLines(SOURCE).stream().map(String::strip).dropWhile(l -> !l.equals(begin)).skip(1)
        .takeWhile(l -> !l.equals("// end")).toList();
    assertTrue(!section.isEmpty() && section.stream().allMatch(l -> l.length() <= 100), begin);
    return section.stream().filter(l -> !l.startsWith("//") && !l.equals("}")).count();
  }

  @Test
  void parametersAreNamedCountedAndStarted() {
    Model model = swishes();
    Set<String> names = model.parameters().keySet();
    assertTrue(names.containsAll(List.of("swish1.beta", "gain1.scale", "swish2.beta")), names::toString);
    assertEquals(NdArray.of(Shape.of(1), 1f), model.parameters().get("swish1.beta"));
    int convolutions = 4 * 25 + 4 + 4 * 4 * 9 + 4;
    assertEquals(1 + 4 + 1 + convolutions + 4 * 10 * 10 * 10 + 10, model.summary().parameters());
    assertTrue(model.summary().toString().contains("swish1"), () -> model.summary().toString());
  }

  @Test
  void parametersAreTrainedFrozenAndSaved(@TempDir Path folder) {
    Model start = swishes();
    Model moved = trained(start, t -> t.freeze("gain1.*"));
    assertEquals(start.parameters().get("gain1.scale"), moved.parameters().get("gain1.scale"));
    assertTrue(!start.parameters().get("swish1.beta").equals(moved.parameters().get("swish1.beta")));
    Path file = folder.resolve("swishes.safetensors");
    moved.save(file);
    assertEquals(moved.parameters(), swishes().load(file).parameters());
  }

  @Test
  void gradients() {
    Model model = Model.define("own", ModelOptions.of(Shape.of(2, 6, 6)).dtype(DType.F64), x -> {
      Tensor y = OwnParts.softplus(OwnParts.swish(x.conv(3, 3)));
      Tensor token = x.parameter("token", Shape.of(3, 1, 4), Initializer.gaussian(1));
      Tensor grid = x.constant(NdArray.of(Shape.of(4), 1.0, 2, 3, 4).reshaped(Shape.of(1, 1, 4)));
      return Tensor.concat(1, y, token).times(grid).flatten().dense(4);
    });
    GradientCheck.of(model, Loss.crossEntropy()).check();
    GradientCheck.of(model, Loss.crossEntropy()).order(2).directions(1).check();
  }

  /// Through a straight-through sign everything flows, through `stopGradient` nothing.
  @Test
  void ownGradientsAreUsed() {
    Model straight = Model.define("straight", Shape.of(4), x -> x.dense(3).apply(v -> v.plus(v.sign().minus(v).stopGradient())));
    for (float y : straight.compile().predict(new float[] {1, -2, 3, 4})) {
      assertEquals(1, Math.abs(y), 1e-6);
    }
    assertTrue(!straight.parameters().equals(fitted(straight, Optimizer.sgd(0.1)).parameters()));
    Model cut = Model.define("cut", Shape.of(4), x -> x.dense(3).apply(v -> v.stopGradient()));
    assertEquals(cut.parameters(), fitted(cut, Optimizer.sgd(0.1)).parameters());
  }

  /// So errors, dumps and checks of gradients name it.
  @Test
  void whatAFunctionAddsBelongsToItsLayer() {
    Model model = Model.define("binary", ModelOptions.of(Shape.of(2, 4)).dtype(DType.F64),
        x -> x.layer("binary", t -> t.apply(v -> v.plus(v.sign().minus(v).stopGradient()))).flatten().dense(2));
    assertEquals(List.of("binary1.apply1", "flatten1", "dense1"),
        model.graphs().inference().nodes().stream().flatMap(n -> n.loc().layers().stream()).distinct().toList());
    GradientReport report = GradientCheck.of(model, Loss.crossEntropy()).departure("binary1", "straight-through").check();
    assertEquals(1, report.departures().size(), report::toString);
    UserError wrong = assertThrows(UserError.class, () -> Model.define("wrong", Shape.of(2, 4), x -> x.apply(v -> v.sum(5))));
    assertTrue(wrong.getMessage().contains("layer \"apply1\""), wrong::getMessage);
  }

  /// They have no batch dimension that the numbers of the dimensions would leave out.
  @Test
  void viewsOfWhatIsTheSameForEveryExample() {
    assertView(Shape.of(3, 2), p -> p.transpose(1, 0), 1, 4, 2, 5, 3, 6);
    assertView(Shape.of(1, 3), p -> p.slice(0, 1, 2), 4, 5, 6);
    assertView(Shape.of(2, 2), p -> p.slice(1, 0, 3, 2), 1, 3, 4, 6);
    assertView(Shape.of(1, 3), p -> difference(p.chunk(0, 2)), 3, 3, 3);
    assertView(Shape.of(2, 2), p -> difference(p.split(1, 1, 2)), 1, 2, 1, 2);
    assertView(Shape.of(4, 3), p -> p.tile(2, 1), 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
    assertView(Shape.of(2, 3), p -> p.reverse(0), 4, 5, 6, 1, 2, 3);
    assertView(Shape.of(6), p -> p.reshape(6), 1, 2, 3, 4, 5, 6);
    assertView(Shape.of(6), Tensor::flatten, 1, 2, 3, 4, 5, 6);
  }

  private static Tensor difference(List<Tensor> parts) {
    return parts.get(1).minus(parts.get(0));
  }

  private static void assertView(Shape shape, UnaryOperator<Tensor> view, float... expected) {
    NdArray rows = NdArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6);
    Model model = Model.define("view", shape, x -> x.plus(view.apply(x.constant(rows))));
    assertArrayEquals(expected, model.compile().predict(new float[expected.length]));
  }

  /// Of one batch per epoch, on inputs (1, 2, 3, 4) and (3, 2, 1, 0), as they are.
  private static Model fitted(Model model, Optimizer optimizer) {
    DataSet data = DataSet.ofTargets(Shape.of(4), new float[] {1, 2, 3, 4, 3, 2, 1, 0}, Shape.of(3), new float[] {1, 2, 3, 4, 5, 6});
    return model.trainer(t -> t.loss(Loss.meanSquaredError()).optimizer(optimizer).learningRate(LearningRate.constant(0.25))
        .epochs(2).batch(2).standardize(false)).fit(data).model();
  }

  @Test
  void statesFollowTheirRuleInTrainingAlone(@TempDir Path folder) {
    Model model = Model.define("centred", Shape.of(4), x -> {
      Tensor mean = x.state("mean", Shape.of(4), 0, old -> old.times(0.5).plus(x.batchMean().times(0.5)));
      return x.minus(mean).dense(3);
    });
    Model fitted = fitted(model, Optimizer.sgd(0.01));
    assertEquals(NdArray.of(Shape.of(4), 1.5f, 1.5f, 1.5f, 1.5f), fitted.statistics().get("mean"));
    Path file = folder.resolve("centred.safetensors");
    fitted.save(file);
    Model loaded = model.load(file);
    assertEquals(fitted.statistics(), loaded.statistics());
    float[] image = {1.5f, 1.5f, 1.5f, 1.5f};
    float[] bias = fitted.parameters().get("dense1.bias").floats();
    assertArrayEquals(bias, loaded.compile().predict(image), 1e-6f);
    UserError error = assertThrows(UserError.class, () -> Model.define("wrong", Shape.of(4), x -> x.minus(
        x.state("mean", Shape.of(4), 0, old -> x)).dense(3)));
    assertEquals("state/next", error.code());
  }

  /// Each step of Lion moves every parameter by the rate, up or down; a group may scale it.
  @Test
  void lionMovesByTheRate() {
    Model start = Model.define("line", Shape.of(4), x -> x.dense(3));
    Model moved = fitted(start, new OwnParts.Lion(0.25, 0));
    for (String name : start.parameters().keySet()) {
      float[] before = start.parameters().get(name).floats();
      float[] after = moved.parameters().get(name).floats();
      for (int i = 0; i < before.length; i++) {
        double steps = Math.abs(after[i] - before[i]) / 0.25;
        assertTrue(Math.abs(steps) < 1e-5 || Math.abs(steps - 2) < 1e-5, name + " moved " + steps + " steps");
      }
    }
  }

  /// What forgets the parameter, or writes a state of another shape, does not train in silence.
  @Test
  void updatesThatDoNotMoveAreRefused() {
    record Forgetful(double learningRate) implements Optimizer {
      @Override
      public void update(Update u) {
        u.slot("mean");
      }
    }
    record Shapeless(double learningRate) implements Optimizer {
      @Override
      public void update(Update u) {
        u.move(u.gradient().sum());
      }
    }
    Model model = Model.define("line", Shape.of(4), x -> x.dense(3));
    for (Optimizer wrong : List.of(new Forgetful(0.1), new Shapeless(0.1))) {
      assertEquals("optimizer/update", assertThrows(UserError.class, () -> fitted(model, wrong)).code());
    }
  }

  @Test
  void resultsWithoutTheBatchAreRefused() {
    UserError sum = assertThrows(UserError.class, () -> Model.define("sum", Shape.of(4), x -> x.apply(v -> v.sum(0))));
    assertEquals("apply/result", sum.code());
    UserError lost = assertThrows(UserError.class,
        () -> Model.define("lost", Shape.of(4), x -> x.parameter("p", Shape.of(4), Initializer.zeros())));
    assertEquals("model/output", lost.code());
  }

  /// No reshape: a vector per example, or a parameter, is one number per channel.
  @Test
  void aSqueezeAndExciteNeedsNoReshape() {
    Model model = Model.define("squeeze", ModelOptions.of(Shape.of(4, 5, 4)).dtype(DType.F64), x -> {
      Tensor y = x.times(x.mean(1, 2).dense(2).relu().dense(4).sigmoid());
      return y.plus(x.parameter("shift", Shape.of(4), Initializer.zeros())).flatten().dense(3);
    });
    assertTrue(model.graphs().inference().nodes().stream().noneMatch(n -> n.type().toString().equals("f64[N,4,5,5]")));
    GradientCheck.of(model, Loss.crossEntropy()).check();
  }
}
