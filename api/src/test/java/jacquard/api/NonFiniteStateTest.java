package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A step of finite loss may make states infinite: the run then ends before anyone is told or given them.
final class NonFiniteStateTest {
  private static final Shape INPUT = Shape.of(1, 4, 4);
  private static final int EXAMPLES = 48;
  private static final int BATCH = 16;

  private static DataSet data(double scale) {
    var random = new Philox(5, 1, 0);
    var pixels = new float[EXAMPLES * 16];
    var labels = new int[EXAMPLES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (scale * random.normal(i));
    }
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i % 2;
    }
    return DataSet.of(INPUT, pixels, labels, 2);
  }

  /// Logits `scale` times as large as usual have gradients that are.
  private static Model scaled(double scale) {
    return Model.define("scaled", INPUT, x -> x.flatten().dense(2).times(scale));
  }

  private static Trainer trainer(Model model, boolean compiled, Consumer<TrainerOptions> options) {
    return model.trainer(t -> {
      if (!compiled) {
        t.backend(new ReferenceBackend());
      }
      options.accept(t.batch(BATCH).epochs(2).seed(3).standardize(false));
    });
  }

  /// A rate far too large in the very last step: an overflow that no later loss shows.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLastStepOfARun(boolean compiled, @TempDir Path folder) {
    Path file = folder.resolve("scaled.safetensors");
    List<String> reported = new ArrayList<>();
    Model model = scaled(1e3);
    UserError error = assertThrows(UserError.class, () -> trainer(model, compiled, t -> t.optimizer(Optimizer.sgd(1e-6))
        .learningRate((step, total) -> step == total - 1 ? 3e38 : 1e-6).listener(new TrainingListener() {
          @Override
          public void epochDone(Epoch epoch, Model reached) {
            reported.add(reached.parametersSha256());
            reached.save(file);
          }
        })).fit(data(1)));
    assertEquals("train/not-finite", error.code());
    assertTrue(error.getMessage().startsWith("dense1.weight is not finite after step 3 of epoch 2"), error.getMessage());
    assertTrue(error.getMessage().contains("NonFiniteStateTest.java"), error.getMessage());
    assertTrue(error.getMessage().contains("layer \"dense1\""), error.getMessage());
    assertEquals(1, reported.size());
    assertEquals(reported.getFirst(), model.load(file).parametersSha256());
  }

  /// The variance of values near 1e20 overflows; what is normalised by it is 0, and the loss finite.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStatistic(boolean compiled) {
    Model model = Model.define("norm", INPUT, x -> x.batchNorm().flatten().dense(2));
    UserError error = assertThrows(UserError.class, () -> trainer(model, compiled, t -> t.optimizer(Optimizer.sgd(1e-3))).fit(data(1e20)));
    assertEquals("train/not-finite", error.code());
    assertTrue(error.getMessage().matches("(?s)batchNorm1\\.\\w+ is not finite after step 1 of epoch 1.*"), error.getMessage());
    assertTrue(error.getMessage().contains("layer \"batchNorm1\""), error.getMessage());
  }

  /// The square of a gradient overflows; Adam divides by its root and moves nothing, for ever.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlot(boolean compiled) {
    UserError error = assertThrows(UserError.class, () -> trainer(scaled(1e23), compiled, t -> t.optimizer(Optimizer.adam(1e-3)))
        .fit(data(1)));
    assertEquals("train/not-finite", error.code());
    assertTrue(error.getMessage().matches("(?s)dense1\\.\\w+/square is not finite after step 1 of epoch 1.*"), error.getMessage());
  }

  /// A run that is stopped returns what it has, which must be finite.
  @Test
  void aRunThatIsStopped() {
    Trainer[] trainer = new Trainer[1];
    trainer[0] = trainer(scaled(1e3), true, t -> t.optimizer(Optimizer.sgd(3e38)).listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        trainer[0].stop();
      }
    }));
    assertEquals("train/not-finite", assertThrows(UserError.class, () -> trainer[0].fit(data(1))).code());
  }

  @Test
  void stepsOfTheUsersOwn() {
    Steps steps = trainer(scaled(1e3), true, t -> t.optimizer(Optimizer.sgd(3e38))).steps(10);
    NdArray x = NdArray.zeros(TensorType.f32(2, 1, 4, 4));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, i % 7 - 3);
    }
    Map<String, NdArray> batch = Map.of("x", x, "target", NdArray.of(Shape.of(2), 0, 1));
    UserError error = assertThrows(UserError.class, () -> steps.step(batch));
    assertTrue(error.getMessage().startsWith("dense1.weight is not finite after step 1 "), error.getMessage());
    assertThrows(UserError.class, steps::model);
  }

  /// Numbers so large that their sum overflows are finite all the same.
  @Test
  void largeNumbersAreFinite() {
    Model model = scaled(1e-38);
    Model large = model.withParameters(Map.of("dense1.weight", NdArray.filled(model.parameters().get("dense1.weight").type(), 3e38),
        "dense1.bias", model.parameters().get("dense1.bias")));
    assertTrue(trainer(large, true, t -> t.optimizer(Optimizer.sgd(1e-6))).fit(data(1e-3)).lastEpoch().loss() > 0);
  }

  /// A mask of infinities that nobody trains is the network's own affair.
  @Test
  void whatWasNotFiniteFromTheStartIsLeftAlone() {
    Model model = Model.define("masked", INPUT, x -> x.conv(1, 1).flatten().dense(2));
    Map<String, NdArray> parameters = new HashMap<>(model.parameters());
    parameters.put("dense1.bias", NdArray.of(Shape.of(2), 0f, Float.NEGATIVE_INFINITY));
    Model masked = model.withParameters(parameters);
    DataSet ones = DataSet.of(INPUT, new float[16 * 16], new int[16], 2);
    assertTrue(trainer(masked, true, t -> t.optimizer(Optimizer.sgd(1e-3)).freeze("dense1.bias")).fit(ones).epochs().size() == 2);
  }
}
