package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.Mnist;
import jacquard.api.nets.Nets;
import jacquard.api.report.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks on a few thousand of MNIST's digits: they are better than a linear model that saw the same examples.
@Execution(ExecutionMode.CONCURRENT)
@Order(Integer.MIN_VALUE)
final class DigitNetworksTest {
  private static final int EXAMPLES = 3000;
  private static final int TESTED = 3000;
  private static final int BATCH = 32;
  /// The mean squared error on MNIST's test set that the first 32 principal components of the whole training set leave.
  private static final double PRINCIPAL_COMPONENTS = 0.01683;

  private static DataSet train;
  private static DataSet test;

  @BeforeAll
  static void open() {
    Path folder = SharedFiles.shared().resolve("data/mnist");
    assumeTrue(Files.isDirectory(folder));
    train = Mnist.train(folder).take(EXAMPLES);
    test = Mnist.test(folder).take(TESTED);
  }

  private static Score score(String network, DataSet train, DataSet test, int epochs) {
    Trainer trainer = Nets.define(network).trainer(t -> t.loss(Nets.loss(network)).batch(BATCH).epochs(epochs));
    Score score = trainer.fit(train).model().score(test, Nets.loss(network));
    System.out.printf(Locale.ROOT, "%-20s %d examples, %d epochs: %s%n", network, EXAMPLES, epochs, score);
    return score;
  }

  @ParameterizedTest
  @CsvSource({"tcn, 3", "deformable-convnet, 2"})
  void betterThanALinearClassifier(String network, int epochs) {
    double linear = score("linear", train, test, epochs).error().orElseThrow();
    assertTrue(score(network, train, test, epochs).error().orElseThrow() < 0.75 * linear);
  }

  @Test
  void betterThanALinearAutoencoder() {
    Score score = score("conv-autoencoder", train.reconstructing(), test.reconstructing(), 8);
    assertTrue(score.loss() < 0.75 * PRINCIPAL_COMPONENTS, score::toString);
  }
}
