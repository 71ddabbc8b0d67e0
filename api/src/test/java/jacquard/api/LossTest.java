package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;

/// Each loss of two examples against its formula worked out in plain Java; the ops' own numbers are PyTorch's (`TorchOracleTest`).
final class LossTest {
  private static final double[] OUTPUT = {0.5, -1, 2, 0.1, 0.3, -0.4};
  private static final NdArray LABELS = NdArray.of(Shape.of(2), 2, 0);
  private static final double[] TARGET = {0.2, 0.3, 0.5, 1, 0, 0};

  private static double loss(Loss loss, double[] output, NdArray target) {
    return loss(loss, x -> x.times(1), output, target);
  }

  private static double loss(Loss loss, Network network, double[] output) {
    return loss(loss, network, output, LABELS);
  }

  private static double loss(Loss loss, Network network, double[] output, NdArray target) {
    Model model = Model.define("net", ModelOptions.of(Shape.of(3)).dtype(DType.F64), network);
    StepRunner runner = new ReferenceBackend().compile(model.graphs().evaluation(loss)).runner(1);
    runner.setInput(ModelGraphs.INPUT, NdArray.of(Shape.of(2, 3), output));
    runner.setInput(ModelGraphs.TARGET, target);
    runner.run(2);
    return runner.scalar(ModelGraphs.LOSS);
  }

  /// Of probabilities that a softmax gives, reshaped or not, and that are given.
  @Test
  void nllOfProbabilities() {
    double expected = -(logSoftmax(0, 2) + logSoftmax(1, 0)) / 2;
    assertEquals(expected, loss(Loss.nll().probabilities(), x -> x.softmax(), OUTPUT), 1e-14);
    assertEquals(expected, loss(Loss.nll().probabilities(), x -> x.softmax().reshape(3, 1).flatten(), OUTPUT), 1e-14);
    // The label's logit is 800 less than the largest: no e^−800 is in between.
    assertEquals(800, loss(Loss.nll().probabilities(), x -> x.softmax(), new double[] {800, 0, 0, 0, 800, 0}), 1e-12);
    assertEquals(-(Math.log(0.5) + Math.log(0.3)) / 2, loss(Loss.nll().probabilities(), x -> x.times(1),
        new double[] {0.2, 0.3, 0.5, 0.3, 0.6, 0.1}), 1e-14);
  }

  private static double ofValues(Loss loss, double... output) {
    return loss(loss, output, NdArray.of(Shape.of(2, 3), TARGET));
  }

  private static double logSoftmax(int row, int c) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += Math.exp(OUTPUT[3 * row + k]);
    }
    return OUTPUT[3 * row + c] - Math.log(sum);
  }

  @Test
  void crossEntropyOfClassNumbers() {
    double first = -logSoftmax(0, 2);
    double second = -logSoftmax(1, 0);
    assertEquals((first + second) / 2, loss(Loss.crossEntropy(), OUTPUT, LABELS), 1e-14);
    // The mean is over the weights of the labels: 3 and 1.
    assertEquals((3 * first + second) / 4, loss(Loss.crossEntropy().weights(1, 2, 3), OUTPUT, LABELS), 1e-14);
    double smooth = 0;
    for (int c = 0; c < 3; c++) {
      smooth -= 0.1 / 3 * (logSoftmax(0, c) + logSoftmax(1, c)) / 2;
    }
    assertEquals(0.9 * (first + second) / 2 + smooth, loss(Loss.crossEntropy(0.1), OUTPUT, LABELS), 1e-14);
  }

  @Test
  void crossEntropyOfProbabilities() {
    double plain = 0;
    double weighted = 0;
    for (int i = 0; i < 6; i++) {
      plain -= TARGET[i] * logSoftmax(i / 3, i % 3) / 2;
      weighted -= (i % 3 + 1) * TARGET[i] * logSoftmax(i / 3, i % 3) / 2;
    }
    assertEquals(plain, ofValues(Loss.crossEntropy().probabilities(), OUTPUT), 1e-14);
    assertEquals(weighted, ofValues(Loss.crossEntropy().probabilities().weights(1, 2, 3), OUTPUT), 1e-14);
  }

  @Test
  void nllTakesTheLabelsOutput() {
    assertEquals(-(2 + 0.1) / 2, loss(Loss.nll(), OUTPUT, LABELS), 1e-14);
    assertEquals(-(3 * 2 + 0.1) / 4, loss(Loss.nll().weights(1, 2, 3), OUTPUT, LABELS), 1e-14);
  }

  @Test
  void differencesOfElements() {
    double l1 = 0;
    double l2 = 0;
    double huber = 0;
    for (int i = 0; i < 6; i++) {
      double d = Math.abs(OUTPUT[i] - TARGET[i]);
      l1 += d / 6;
      l2 += d * d / 6;
      huber += (d <= 0.5 ? d * d / 2 : 0.5 * (d - 0.25)) / 6;
    }
    assertEquals(l1, ofValues(Loss.meanAbsoluteError(), OUTPUT), 1e-15);
    assertEquals(l2, ofValues(Loss.meanSquaredError(), OUTPUT), 1e-15);
    assertEquals(huber, ofValues(Loss.huber(0.5), OUTPUT), 1e-15);
  }

  @Test
  void binaryCrossEntropyWithAndWithoutLogits() {
    double[] probabilities = new double[6];
    double expected = 0;
    for (int i = 0; i < 6; i++) {
      probabilities[i] = 1 / (1 + Math.exp(-OUTPUT[i]));
      expected -= (TARGET[i] * Math.log(probabilities[i]) + (1 - TARGET[i]) * Math.log(1 - probabilities[i])) / 6;
    }
    assertEquals(expected, ofValues(Loss.binaryCrossEntropy(), probabilities), 1e-14);
    assertEquals(expected, ofValues(Loss.binaryCrossEntropyWithLogits(), OUTPUT), 1e-14);
  }

  @Test
  void maximumAPosterioriIsEquationNine() {
    double expected = 0;
    for (int row = 0; row < 2; row++) {
      double sum = Math.exp(-1.5);
      for (int c = 0; c < 3; c++) {
        sum += Math.exp(-OUTPUT[3 * row + c]);
      }
      expected += (OUTPUT[3 * row + LABELS.ints()[row]] + Math.log(sum)) / 2;
    }
    assertEquals(expected, loss(Loss.maximumAPosteriori(1.5), OUTPUT, LABELS), 1e-14);
  }

  @Test
  void customLossesAreMeansOfWhatTheyReturn() {
    double squared = ofValues(Loss.meanSquaredError(), OUTPUT);
    assertEquals(squared, ofValues(Loss.of((y, t) -> y.minus(t).square()), OUTPUT), 1e-15);
    assertEquals(3 * squared, ofValues(Loss.of((y, t) -> y.minus(t).square().sum()), OUTPUT), 1e-15);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertEquals("loss/weights", assertThrows(UserError.class, () -> Loss.nll().weights(1, -1)).code());
    assertEquals("loss/weights", assertThrows(UserError.class, () -> loss(Loss.nll().weights(1, 2), OUTPUT, LABELS)).code());
    assertEquals("loss/delta", assertThrows(UserError.class, () -> Loss.huber(0)).code());
    assertEquals("loss/penalty", assertThrows(UserError.class, () -> Loss.maximumAPosteriori(-1)).code());
    Model soft = Model.define("soft", Shape.of(3), x -> x.softmax());
    assertEquals("loss/softmax", assertThrows(UserError.class, () -> soft.graphs().loss(Loss.nll())).code());
  }
}
