package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.text.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What is got wrong in a first project is answered by what is wrong, not by its consequences.
@Isolated("reads the log of the process")
class FirstMistakesTest {
  private static UserError error(String code, Executable mistake) {
    UserError e = assertThrows(UserError.class, mistake);
    assertEquals(code, e.code(), e::getMessage);
    return e;
  }

  private static void assertSays(String expected, UserError e) {
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e::getMessage);
  }

  @Test
  void aSigmoidBeforeALossThatAppliesOne() {
    Model twice = Model.define("net", Shape.of(4), x -> x.dense(1).sigmoid());
    DataSet data = DataSet.ofTargets(Shape.of(4), new float[8], Shape.of(1), new float[2]);
    assertSays("drop the last sigmoid()",
        error("loss/sigmoid", () -> twice.trainer(t -> t.loss(Loss.binaryCrossEntropyWithLogits())).fit(data)));
    Model reshaped = Model.define("net", Shape.of(4), x -> x.dense(2).sigmoid().reshape(2, 1).flatten());
    error("loss/sigmoid", () -> reshaped.graphs().evaluation(Loss.binaryCrossEntropyWithLogits()));
    Model softmax = Model.define("net", Shape.of(4), x -> x.dense(2).softmax().reshape(2));
    error("loss/softmax", () -> softmax.graphs().evaluation(Loss.crossEntropy()));
    twice.graphs().evaluation(Loss.binaryCrossEntropy());
  }

  @Test
  void channelsLast() {
    assertSays("channels first: [1,28,28] for [28,28,1]",
        error("convolution/empty-output", () -> Model.define("net", Shape.of(28, 28, 1), x -> x.conv(8, 3))));
    assertSays("channels first: [3,32,48] for [32,48,3]",
        error("max_pool/empty-output", () -> Model.define("net", Shape.of(32, 48, 3), x -> x.maxPool(4))));
    String fixes = String.valueOf(error("convolution/empty-output", () -> Model.define("net", Shape.of(28, 28, 1), x -> x.conv(8, 3)))
        .getMessage());
    assertTrue(fixes.indexOf("channels first") < fixes.indexOf("use a smaller kernel") || !fixes.contains("smaller"), fixes);
    UserError sequence = error("convolution/empty-output", () -> Model.define("net", Shape.of(100, 1, 1), x -> x.conv(8, 3)));
    assertFalse(String.valueOf(sequence.getMessage()).contains("channels first"), sequence::getMessage);
    Model padded = Model.define("net", Shape.of(28, 28, 1), x -> x.conv(8, 3, c -> c.same()));
    assertTrue(padded.warnings().stream().anyMatch(w -> w.contains("channels first: [1,28,28]")), padded.warnings()::toString);
    assertEquals(List.of(), Model.define("net", Shape.of(1, 28, 28), x -> x.conv(8, 3)).warnings());
    assertEquals(List.of(), Model.define("net", Shape.of(28, 28, 1), x -> x.channelsFirst(t -> t.conv(8, 3, c -> c.same()))).warnings());
    Model rather = Model.define("net", Shape.of(28, 28, 1), x -> x.conv(8, 3, c -> c.same()).channelsFirst(t -> t.relu()));
    assertTrue(rather.warnings().stream().anyMatch(w -> w.contains("x.channelsFirst(t -> …)")), rather.warnings()::toString);
  }

  @Test
  void aBatchInTheShape() {
    assertSays("no batch in them: [1,28,28] for [64,1,28,28]",
        error("convolution/empty-output", () -> Model.define("net", Shape.of(64, 1, 28, 28), x -> x.conv(8, 3))));
  }

  @Test
  void nothingWhereDataOrANetworkIsMeant() {
    Model model = Model.define("net", Shape.of(4), x -> x.dense(2));
    assertSays("the training set is missing", error("argument/null", () -> model.trainer().fit(null)));
    DataSet data = DataSet.of(Shape.of(4), new float[8], new int[] {0, 1}, 2);
    assertSays("the test set is missing", error("argument/null", () -> model.trainer().fit(data, null)));
    error("argument/null", () -> model.score(null, Loss.crossEntropy()));
    error("argument/null", () -> model.score(data, null));
    error("argument/null", () -> model.errorRate(null));
    error("argument/null", () -> model.withParameters(null));
    error("argument/null", () -> Model.define("net", Shape.of(4), null));
    error("input/missing", () -> {
      var context = Compiler.create().compile(model.graphs().inference()).context(1);
      context.run(1);
    });
    error("argument/null", () -> model.compile().predict((float[]) null));
    error("argument/null", () -> model.compile().run(null));
    var holes = new HashMap<String, NdArray>();
    holes.put("x", null);
    assertSays("nothing is given for \"x\"", error("run/inputs", () -> model.compile().run(holes)));
    holes.put(null, NdArray.of(Shape.of(1, 4), 1f, 2, 3, 4));
    assertSays("[null, x]", error("run/inputs", () -> model.compile().run(holes)));
    Steps steps = model.trainer().steps(1);
    assertSays("null for it in [null, x]", error("run/inputs", () -> steps.step(holes)));
    error("run/inputs", () -> steps.step(Map.of()));
    error("argument/null", () -> steps.step(null));
    error("input/missing", () -> Evaluator.run(model.graphs().inference(), Map.of()));
  }

  @Test
  void aTextInPlaceOfWeights(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("weights.safetensors"), "version https://git-lfs.github.com/spec/v1\n");
    Model model = Model.define("net", Shape.of(4), x -> x.dense(2));
    UserError e = error("safetensors/header", () -> model.load(file));
    assertSays("this is not a safetensors file", e);
    assertSays("a text that begins with \"version \"", e);
  }

  @Test
  void misspeltNames() {
    Model model = Model.define("net", Shape.of(1, 8, 8), x -> x.conv(2, 3).flatten().dense(2));
    assertSays("did you mean \"conv1.weight\"?",
        error("parameters/unknown", () -> model.withParameters(Map.of("conv1.weights", NdArray.of(Shape.of(1), 1f)))));
    assertSays("did you mean \"dense1\"?", error("compile/output", () -> model.compile(c -> c.outputs("Dense1"))));
    assertSays("did you mean \"resnet18\"?", error("nets/unknown", () -> Nets.define("resnet-18")));
    assertSays("did you mean \"photo\"?", error("tensors/name",
        () -> Model.define("net", Inputs.of("photo", Shape.of(4)), in -> Tensors.of("y", in.get("foto").dense(1)))));
  }

  @Test
  void parametersWithoutTheirStatistics() {
    Model model = Model.define("net", Shape.of(1, 8, 8), x -> x.conv(2, 3).batchNorm().flatten().dense(2));
    assertTrue(logged(() -> model.withParameters(model.parameters())).stream().anyMatch(m -> m.contains("batchNorm1.mean")));
    var all = new LinkedHashMap<>(model.parameters());
    all.putAll(model.statistics());
    assertEquals(List.of(), logged(() -> model.withParameters(all)));
    assertEquals(List.of(), logged(() -> model.withInitializer(Initializer.heNormal(), 1)));
  }

  private static List<String> logged(Runnable work) {
    var messages = new CopyOnWriteArrayList<String>();
    Logger logger = Logger.getLogger("jacquard.api");
    var handler = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        messages.add(entry.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.addHandler(handler);
    try {
      work.run();
    } finally {
      logger.removeHandler(handler);
    }
    return messages;
  }

  @Test
  void aScoreSaysWhatWasMeasured() {
    assertEquals("loss 0.25, error 12.50 %", new Score(0.25, 0.125).toString());
    assertEquals("loss 0.3123", new Score(0.312345678).toString());
    assertEquals("epoch 2: loss 0.25, test loss 0.5, 1.5 s, 2,000 images/s",
        new Epoch(2, new Score(0.25), Optional.empty(), Optional.of(new Score(0.5)), 1.5, 2000).toString());
    var epoch = new Epoch(2, new Score(0.25, 0.125), Optional.of(new Score(0.5, 0.2)), Optional.empty(), 125, 2.5);
    assertEquals("epoch 2: loss 0.25, train error 12.50 %, validation loss 0.5, error 20.00 %, 2 min 5 s, 2.5 images/s", epoch.toString());
    assertEquals(0.2, epoch.validationError());
    assertSays("the error on a test set was not measured", error("train/not-measured", epoch::testError));
    assertEquals("epoch 1/2, step 3/4: loss 0.25, 2,000 images/s",
        new Progress(1, 2, 3, 4, 0.25, OptionalDouble.empty(), 2000, 0.25, 0.1).toString());
  }

  /// Without labels a loss is all that can be measured; whoever asks for errors is told.
  @Test
  void errorsOfDataWithoutLabels() {
    Model model = Model.define("net", Shape.of(4), x -> x.dense(2));
    DataSet targets = DataSet.ofTargets(Shape.of(4), new float[8], Shape.of(2), new float[4]);
    for (Executable asked : List.<Executable>of(() -> model.errorRate(targets), () -> model.topError(1, targets),
        () -> model.confusion(targets), () -> model.score(targets, Loss.crossEntropy()))) {
      assertSays("the examples have no class labels", error("train/labels", asked));
    }
    assertFalse(model.score(targets, Loss.meanSquaredError()).toString().contains("NaN"));
    Epoch epoch = model.trainer(t -> t.loss(Loss.meanSquaredError()).epochs(1)).fit(targets, targets).lastEpoch();
    assertFalse(epoch.toString().contains("NaN"), epoch::toString);
  }

  @Test
  void arraysLongerThanJavas() {
    for (Network body : List.<Network>of(x -> x.upsample(50_000).relu(), x -> x.upsample(50_000).conv(2, 3))) {
      Model model = Model.define("net", Shape.of(1, 1, 1), body);
      assertFalse(model.summary().toString().isEmpty());
      error("plan/array", model::compile);
    }
    error("max_pool/empty-output", () -> Model.define("net", Shape.of(1, 8), x -> x.maxPool(5, p -> p.dilation(1 << 30))));
    error("convolution/empty-output", () -> Model.define("net", Shape.of(1, 4, 4), x -> x.conv(1, 3, c -> c.dilation(Integer.MAX_VALUE))));
    error("convolution_transpose/too-large",
        () -> Model.define("net", Shape.of(1, 70_000), x -> x.convTranspose(1, 70_000, c -> c.stride(70_000))));
    error("plan/array", () -> Model.define("net", Shape.of(1, 50_000, 50_000), x -> x.relu()).compile());
    error("reshape/size", () -> Model.define("net", Shape.of(1), x -> x.reshape(65_536, 65_536, 65_536, 65_536)));
    error("input/too-large", () -> Model.define("net", Shape.of(65_536, 65_536, 65_536, 65_536), x -> x.relu()).summary());
    error("conv/padding", () -> Model.define("net", Shape.of(1, 8, 8), x -> x.conv(1, 3, c -> c.dilation(Integer.MAX_VALUE).same())));
  }

  /// One value made of a thousand others, which fusion would make one expression.
  @Test
  void aSumOfAThousandTerms() {
    Model model = Model.define("net", Shape.of(4), x -> {
      Tensor sum = x;
      for (int i = 1; i < 1_000; i++) {
        sum = sum.plus(x.times(i).tanh());
      }
      return sum;
    });
    Program program = model.compile();
    assertTrue(Double.isFinite(program.predict(new float[] {1, 2, 3, 4})[0]));
    assertFalse(program.explain().toString().isEmpty());
    for (Format format : Arrays.stream(Format.values()).filter(Format::isText).toList()) {
      assertFalse(format.print(model.graphs().inference()).isEmpty());
    }
  }

  @Test
  void threadsHaveALimit() {
    Model model = Model.define("net", Shape.of(4), x -> x.dense(2));
    assertSays("at most 256", error("train/option", () -> model.trainer(t -> t.threads(1_000_000))));
    error("train/option", () -> model.trainer(t -> t.threads(0)));
  }

  /// The taps that meet in outputs are counted without an array of a stride's length.
  @Test
  void aStrideOfBillions() {
    Model model = Model.define("net", Shape.of(1, 1), x -> x.convTranspose(1, 1, c -> c.stride(2_000_000_000)));
    assertTrue(model.warnings().getFirst().contains("sum 0 to 1 terms"), model.warnings()::toString);
    assertEquals(Optional.of("sum 1 to 2 terms"), Model.define("net", Shape.of(1, 4), x -> x.convTranspose(1, 3, c -> c.stride(2)))
        .warnings().stream().filter(w -> w.contains("sum 1 to 2 terms")).map(w -> "sum 1 to 2 terms").findFirst());
    assertEquals(List.of(), Model.define("net", Shape.of(1, 4), x -> x.convTranspose(1, 4, c -> c.stride(2))).warnings());
  }

  /// As PyTorch: the last window starts inside the map or the padding before it, and may be larger than the map.
  @Test
  void windowsLargerThanTheMapInCeilMode() {
    Model one = Model.define("net", Shape.of(1, 1, 1), x -> x.maxPool(2, o -> o.ceil(true)));
    assertEquals(Shape.of(1, 1, 1), one.outputShape());
    assertArrayEquals(new float[] {7}, one.compile().predict(new float[] {7}));
    Model max = Model.define("net", Shape.of(1, 2), x -> x.maxPool(3, o -> o.ceil(true)));
    assertArrayEquals(new float[] {2}, max.compile().predict(new float[] {1, 2}));
    Model mean = Model.define("net", Shape.of(1, 2), x -> x.avgPool(3, o -> o.ceil(true)));
    assertArrayEquals(new float[] {1.5f}, mean.compile().predict(new float[] {1, 2}));
    LayerRun run = LayerRun.of(Shape.of(1, 2), x -> x.avgPool(3, o -> o.ceil(true)));
    assertArrayEquals(new double[] {1.5}, run.output(1, 2));
    assertArrayEquals(new double[] {0.5, 0.5}, run.gradients(new double[] {1, 2}, new double[] {1}).get("dx"));
    LayerRun best = LayerRun.of(Shape.of(1, 2), x -> x.maxPool(3, o -> o.ceil(true)));
    assertArrayEquals(new double[] {0, 1}, best.gradients(new double[] {1, 2}, new double[] {1}).get("dx"));
    error("max_pool/empty-output", () -> Model.define("net", Shape.of(1, 1), x -> x.maxPool(5, o -> o.ceil(true).stride(1))));
  }
}
