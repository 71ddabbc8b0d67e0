package jacquard.api.nets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.Steps;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The built-in networks for sequences, segmentation, volumes and reconstruction: each prints its summary, compiles, and takes three
/// training steps on random data of its own input form. The large ones are reduced, which their lines in the output say.
@Execution(ExecutionMode.CONCURRENT)
@Order(Integer.MAX_VALUE)
final class SequenceAndVolumeNetworksTest {
  private static final int BATCH = 2;
  private static final int STEPS = 3;
  private static final int CLASSES = 5;

  /// What inputs a network takes and what targets its loss.
  private enum Data {
    /// Numbers, and a class for each example.
    CLASSIFIED,
    /// Numbers, and a class for each position.
    SEGMENTED,
    /// One of the channels at each position, or none where it is `CLASSIFIED_SYMBOLS`.
    SYMBOLS, CLASSIFIED_SYMBOLS,
    /// Numbers, and 1 at each position's class.
    ONE_HOT_TARGETS,
    /// Numbers, and the same.
    RECONSTRUCTED
  }

  /// A network as this test builds it.
  private record Case(String name, Model model, String form, Data data) {
    static Case full(String name, Data data) {
      return new Case(name, Nets.define(name), "as it is", data);
    }

    static Case reduced(String name, Network network, Shape input, String form, Data data) {
      return new Case(name, Model.define(name, input, network), form, data);
    }
  }

  private static List<Case> cases() {
    return List.of(Case.full("deformable-convnet", Data.CLASSIFIED), Case.full("conv-autoencoder", Data.RECONSTRUCTED),
        Case.full("tcn", Data.CLASSIFIED), Case.full("fcn-timeseries", Data.CLASSIFIED),
        Case.reduced("wavenet", new Wavenet(2, 5, 8, 32, 256), Shape.of(256, 512), "2 stacks of 5 layers, widths 1/4 and 1/8, T = 512",
            Data.SYMBOLS),
        Case.reduced("char-cnn", new CharCnn(32, 64, 0.05, CLASSES), CharCnn.INPUT, "32 filters, 64 units", Data.CLASSIFIED_SYMBOLS),
        Case.reduced("char-cnn-large", new CharCnn(64, 128, 0.02, CLASSES), CharCnn.INPUT, "64 filters, 128 units",
            Data.CLASSIFIED_SYMBOLS),
        Case.reduced("context-module", ContextModule.BASIC, Shape.of(21, 24, 40), "24x40", Data.SEGMENTED),
        Case.reduced("context-module-large", ContextModule.LARGE, Shape.of(2, 16, 24), "C = 2, 16x24", Data.SEGMENTED),
        Case.reduced("c3d", new C3d(Size.of(CLASSES).width(0.0625)), Shape.of(3, 16, 32, 32), "width 1/16, 16 frames of 32x32",
            Data.CLASSIFIED),
        Case.reduced("vnet", new Vnet(Size.of(2).width(0.125)), Shape.of(1, 16, 16, 16), "width 1/8, 16x16x16", Data.ONE_HOT_TARGETS));
  }

  static List<String> names() {
    return cases().stream().map(Case::name).toList();
  }

  @TestFactory
  Stream<DynamicTest> everyNetworkTrains() {
    return cases().stream().map(c -> dynamicTest(c.name + ", " + c.form, () -> check(c)));
  }

  private static void check(Case c) {
    String summary = Nets.define(c.name).summary().toString();
    assertTrue(summary.startsWith(c.name + ": input ") && summary.contains("total"), summary);
    Map<String, NdArray> given = random(c.model, c.data);
    var times = new long[STEPS + 2];
    var losses = new double[STEPS];
    times[0] = System.nanoTime();
    Steps steps = c.model.trainer(t -> t.loss(Nets.loss(c.name)).optimizer(Optimizer.sgd(1e-4))).steps(STEPS);
    for (int i = 0; i < STEPS; i++) {
      times[i + 1] = System.nanoTime();
      losses[i] = steps.step(given);
    }
    times[STEPS + 1] = System.nanoTime();
    for (double loss : losses) {
      assertTrue(Double.isFinite(loss), "loss " + loss);
    }
    float[] output = steps.model().compile().predict(new float[Math.toIntExact(c.model.inputShape().size())]);
    assertEquals(c.model.outputShape().size(), output.length);
    System.out.printf(Locale.ROOT, "%-20s %-52s compiled in %5.2f s, third step %6.3f s, loss %.3f%n", c.name, c.form,
        1e-9 * (times[1] - times[0]), 1e-9 * (times[STEPS + 1] - times[STEPS]), losses[STEPS - 1]);
  }

  private static Map<String, NdArray> random(Model model, Data data) {
    Shape input = batch(model.inputShape());
    Shape output = batch(model.outputShape());
    NdArray x = switch (data) {
      case SYMBOLS, CLASSIFIED_SYMBOLS -> oneHot(input, data == Data.SYMBOLS ? 0 : 1);
      case CLASSIFIED, SEGMENTED, ONE_HOT_TARGETS, RECONSTRUCTED -> numbers(input);
    };
    NdArray target = switch (data) {
      case CLASSIFIED, CLASSIFIED_SYMBOLS, SEGMENTED, SYMBOLS -> labels(output.without(1), output.extent(1));
      case ONE_HOT_TARGETS -> oneHot(output, 0);
      case RECONSTRUCTED -> x;
    };
    return Map.of("x", x, "target", target);
  }

  private static Shape batch(Shape example) {
    return example.batched().bound(BATCH);
  }

  private static NdArray numbers(Shape shape) {
    var random = new Philox(1, 0, 0);
    var values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.uniform(i);
    }
    return NdArray.of(shape, values);
  }

  private static NdArray labels(Shape shape, int classes) {
    var random = new Philox(2, 0, 0);
    return NdArray.of(shape, IntStream.range(0, Math.toIntExact(shape.size())).map(i -> random.index(i, classes)).toArray());
  }

  /// 1 at one channel of each position, or at one of `none` more that are not there.
  private static NdArray oneHot(Shape shape, int none) {
    int channels = shape.extent(1);
    NdArray chosen = labels(shape.without(1), channels + none);
    var values = new float[Math.toIntExact(shape.size())];
    int positions = chosen.size() / BATCH;
    for (int i = 0; i < chosen.size(); i++) {
      int channel = (int) chosen.get(i);
      if (channel < channels) {
        values[(i / positions * channels + channel) * positions + i % positions] = 1;
      }
    }
    return NdArray.of(shape, values);
  }

  @Test
  void parameters() {
    assertEquals(35_888, Nets.define("deformable-convnet").summary().parameters());
    assertEquals(115_217, Nets.define("conv-autoencoder").summary().parameters());
    assertEquals(69_706, Nets.define("tcn").summary().parameters());
    assertEquals(264_962, Nets.define("fcn-timeseries").summary().parameters());
    assertEquals(556_864, Nets.define("wavenet").summary().parameters());
    assertEquals(11_339_780, Nets.define("char-cnn").summary().parameters());
    assertEquals(95_940_612, Nets.define("char-cnn-large").summary().parameters());
    assertEquals(28_392, Nets.define("context-module").summary().parameters());
    assertEquals(6_803_139, Nets.define("context-module-large").summary().parameters());
    assertEquals(78_409_573, Nets.define("c3d").summary().parameters());
    assertEquals(65_175_314, Nets.define("vnet").summary().parameters());
  }

  @Test
  void contextModuleStartsAsIdentity() {
    float[] x = numbers(Shape.of(3 * 5 * 6)).floats();
    for (ContextModule module : List.of(ContextModule.BASIC, new ContextModule(ContextModule.LARGE.maps(), 0))) {
      float[] y = Model.define("context", Shape.of(3, 5, 6), module).compile().predict(x);
      assertArrayEquals(x, y, 1e-6f);
    }
  }

  /// Output `t` depends on inputs up to `t`, and on those alone.
  @Test
  void wavenetIsCausal() {
    Model model = Model.define("wavenet", Shape.of(4, 40), new Wavenet(1, 4, 8, 8, 4));
    float[] x = numbers(Shape.of(4 * 40)).floats();
    float[] before = model.compile().predict(x);
    x[20] += 1;
    float[] after = model.compile().predict(x);
    for (int t = 0; t < 40; t++) {
      boolean seen = t >= 20 && t < 20 + 17;   // receptive field: 1 + 1 of the first layer + 1 + 2 + 4 + 8
      assertEquals(seen, before[t] != after[t], "t = " + t);
    }
  }
}
