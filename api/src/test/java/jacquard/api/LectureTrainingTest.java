package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.api.data.Augmentation;
import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSet;
import jacquard.api.data.Mnist;
import jacquard.api.data.Standardize;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The lecture notes' experiments on whole data sets, minutes each: with `-Pthorough` only.
@Tag("thorough")
final class LectureTrainingTest {
  private static final long PERMUTATION = 1;

  private static Path data(String name) {
    Path folder = SharedFiles.shared().resolve("data").resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> folder + " is missing");
    return folder;
  }

  private static double error(Model model, DataSet train, DataSet test, Consumer<TrainerOptions> options) {
    double error = model.trainer(t -> options.accept(t.loss(Nets.loss(model.name())).seed(1))).fit(train, test).lastEpoch().testError();
    System.out.printf(Locale.ROOT, "%-20s test error %.4f%n", model.name(), error);
    return error;
  }

  private static double mnist(String network, int epochs, boolean permuted) {
    DataSet train = Mnist.train(data("mnist"));
    DataSet test = Mnist.test(data("mnist"));
    return error(Nets.define(network), permuted ? train.permutedPixels(PERMUTATION) : train,
        permuted ? test.permutedPixels(PERMUTATION) : test, t -> t.epochs(epochs));
  }

  /// A dense layer sees no order among pixels.
  @Test
  void twoDenseLayersDoNotMindAnOrderOfPixels() {
    assertTrue(mnist("two-layer", 10, false) <= 0.03);
    assertTrue(mnist("two-layer", 10, true) <= 0.03);
  }

  /// A convolution lives on neighbourhoods.
  @Test
  void convolutionsNeedNeighbours() {
    assertTrue(mnist("convnet-mnist", 3, true) >= 2 * mnist("convnet-mnist", 3, false));
  }

  @Test
  void lenetOf1998() {
    assertTrue(mnist("lenet5-1998", 10, false) <= 0.02);
  }

  /// On 4,000 images in colour; the test set has 100.
  @Test
  void augmentedConvolutionsBeatALinearClassifier() {
    DataSet images = Cifar10.train(data("cifar-10-subset"));
    Standardize channels = Standardize.perChannel(images);
    DataSet train = channels.standardized(images);
    DataSet test = channels.standardized(Cifar10.test(data("cifar-10-subset")));
    double linear = error(Nets.define("linear", o -> o.input(Shape.of(3, 32, 32))), train, test,
        t -> t.epochs(12).standardize(false).learningRate(LearningRate.constant(3e-4)));
    double convolutions = error(Nets.define("convnet-cifar10"), train, test,
        t -> t.epochs(12).standardize(false).augment(Augmentation.of(a -> a.crop(4).flip())));
    assertTrue(convolutions <= linear - 0.1);
  }
}
