package jacquard.own;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.LearningRate;
import jacquard.api.data.Mnist;
import jacquard.api.nets.Nets;
import jacquard.oracles.SharedFolder;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A user's optimiser on the whole of MNIST, minutes: with `-Pthorough` only.
@Tag("thorough")
final class LionOnMnistTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.shared", "../../shared")).resolve("data/mnist");

  /// The defaults bring lenet5 to about 0.9 % in as many epochs. Lion takes a third of Adam's rate and three times its decay or more, as
  /// its authors say (Chen et al. 2023, arXiv:2302.06675, section 5).
  @Test
  void lionTrainsLenet5() {
    SharedFolder.present(FOLDER);
    double error = Nets.define("lenet5").trainer(t -> t.optimizer(new OwnParts.Lion(3e-4, 0.1))
        .learningRate(LearningRate.oneCycle(3e-4)).epochs(10).seed(1)).fit(Mnist.train(FOLDER), Mnist.test(FOLDER)).lastEpoch().testError();
    System.out.printf(Locale.ROOT, "lenet5 with Lion: test error %.4f%n", error);
    assertTrue(error <= 0.011, () -> "test error " + error);
  }
}
