package jacquard.api.nets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.api.report.Progress;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Every built-in network prints its summary, compiles, and takes three training steps on random data.
///
/// Networks for ImageNet are built with 10 classes and an eighth of their filters, and take steps of one example of a small image, which
/// their lines in the output say: the loops over larger ones are the same, longer. The profile `thorough` gives them images of their own
/// size. Each line has the time until the first step is done, most of which is compiling, and that of the step after.
@Execution(ExecutionMode.CONCURRENT)
@Order(Integer.MIN_VALUE)
final class NetworksTest {
  private static final Size REDUCED = Size.of(10).width(0.125);
  private static final int STEPS = 3;

  /// A network as this test builds it.
  private record Case(String name, Model model, String form, Loss loss, int batch) {
    static Case full(String name) {
      return full(name, Loss.crossEntropy());
    }

    static Case full(String name, Loss loss) {
      return new Case(name, Nets.define(name), "as it is", loss, 2);
    }

    static Case reduced(String name, Network network, Shape image) {
      return new Case(name, Model.define(name, image, network), "10 classes, width 1/8, one " + image.extent(1) + "x" + image.extent(2),
          Loss.crossEntropy(), 1);
    }
  }

  private static List<Case> ofDigitsAndSmallImages() {
    return List.of(Case.full("linear"), Case.full("two-layer"), Case.full("lenet5"), Case.full("lenet5-1998", Loss.maximumAPosteriori(8)),
        Case.full("convnet-mnist"), Case.full("convnet-cifar10"));
  }

  /// @param image what images a network takes, by its name
  private static List<Case> ofImagenet(Function<String, Shape> image) {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put("alexnet", new Alexnet(false, REDUCED));
    networks.put("alexnet-grouped", new Alexnet(true, REDUCED));
    networks.put("zfnet", new Zfnet(REDUCED));
    networks.put("vgg16", new Vgg(Vgg.Configuration.D, REDUCED));
    networks.put("nin", new Nin(REDUCED));
    networks.put("googlenet", new Googlenet(true, REDUCED));
    networks.put("mobilenet-v1", new MobilenetV1(REDUCED));
    networks.put("xception", new Xception(REDUCED));
    networks.put("resnet18", Resnet.resnet18(REDUCED));
    networks.put("resnet50", Resnet.resnet50(REDUCED));
    return networks.entrySet().stream().map(n -> Case.reduced(n.getKey(), n.getValue(), image.apply(n.getKey()))).toList();
  }

  /// The last pooling of `googlenet`, over 7x7, needs no fewer.
  private static Shape small(String network) {
    int extent = network.equals("googlenet") ? 193 : 96;
    return Shape.of(3, extent, extent);
  }

  private static Shape full(String network) {
    return Nets.define(network).inputShape();
  }

  /// The others of its family: the same layers in other numbers.
  private static List<Case> otherVggs() {
    return Stream.of(Vgg.Configuration.values()).filter(c -> c != Vgg.Configuration.D)
        .map(c -> Case.reduced(c.network(), new Vgg(c, REDUCED), full(c.network()))).toList();
  }

  @Test
  void noNetworkIsLeftOut() {
    Stream<String> named = Stream.of(ofDigitsAndSmallImages(), ofImagenet(NetworksTest::small), otherVggs()).flatMap(List::stream)
        .map(Case::name);
    assertEquals(Nets.names().stream().sorted().toList(),
        Stream.concat(named, SequenceAndVolumeNetworksTest.names().stream()).sorted().toList());
  }

  @TestFactory
  Stream<DynamicTest> everyNetworkTrains() {
    return trained(Stream.concat(ofDigitsAndSmallImages().stream(), ofImagenet(NetworksTest::small).stream()).toList());
  }

  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> everyNetworkOfImagenetTrainsOnItsOwnImages() {
    return trained(Stream.concat(ofImagenet(NetworksTest::full).stream(), otherVggs().stream()).toList());
  }

  private static Stream<DynamicTest> trained(List<Case> cases) {
    return cases.stream().map(c -> dynamicTest(c.name + ", " + c.form, () -> check(c)));
  }

  private static void check(Case c) {
    String summary = Nets.define(c.name).summary().toString();
    assertTrue(summary.startsWith(c.name + ": input ") && summary.contains("total"), summary);
    var losses = new ArrayList<Double>();
    var times = new ArrayList<>(List.of(System.nanoTime()));
    DataSet data = random(c.model, STEPS * c.batch);
    var listener = new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        losses.add(progress.loss());
        times.add(System.nanoTime());
      }
    };
    TrainingRun run = c.model.trainer(t -> t.loss(c.loss).optimizer(Optimizer.sgd(1e-4)).batch(c.batch).epochs(1).listener(listener))
        .fit(data);
    assertEquals(STEPS, losses.size());
    assertTrue(losses.stream().allMatch(Double::isFinite), losses::toString);
    float[] outputs = run.model().compile().predict(new float[(int) c.model.inputShape().size()]);
    assertEquals(10, outputs.length);
    System.out.printf(Locale.ROOT, "%-16s %-30s first step after %5.2f s, third in %6.3f s, loss %.3f%n", c.name, c.form,
        1e-9 * (times.get(1) - times.get(0)), 1e-9 * (times.get(STEPS) - times.get(STEPS - 1)), losses.getLast());
  }

  private static DataSet random(Model model, int examples) {
    Shape shape = model.inputShape();
    var random = new Philox(1, 0, 0);
    var inputs = new float[Math.toIntExact(examples * shape.size())];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.uniform(i);
    }
    return DataSet.of(shape, inputs, IntStream.range(0, examples).toArray(), 10);
  }
}
