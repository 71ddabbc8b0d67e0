package com.example;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.api.watch.Listeners;
import jacquard.ir.Shape;
import java.util.Random;

/// Forecasts the next 8 values of a series from the 64 before, by dilated convolutions over time.
public final class Forecast {
  static final int PAST = 64;
  static final int FUTURE = 8;

  private Forecast() {}

  public static void main(String[] arguments) {
    DataSet test = series(2, 1_000);
    TrainingRun run = train(series(1, 8_000), test);
    System.out.println(run.model().regression(test));
    System.out.printf("root mean squared error of the last value, repeated: %.3f%n", errorOfRepeatingTheLast(test));
  }

  static TrainingRun train(DataSet train, DataSet test) {
    return define().trainer(t -> t
            .loss(Loss.meanSquaredError()).optimizer(Optimizer.adamW(3e-3)).batch(64).epochs(5)
            .listener(Listeners.progress()))
        .fit(train, test);
  }

  static Model define() {
    return Model.define("forecast", Shape.of(1, PAST), x -> {
      Tensor y = x;
      for (int dilation = 1; dilation <= 8; dilation *= 2) {
        int spread = dilation;
        y = y.conv(16, 3, c -> c.dilation(spread)).relu();
      }
      return y.flatten().dense(FUTURE);
    });
  }

  /// Sums of two waves of random periods and phases, and noise.
  static DataSet series(long seed, int count) {
    var random = new Random(seed);
    float[] inputs = new float[count * PAST];
    float[] targets = new float[count * FUTURE];
    for (int i = 0; i < count; i++) {
      double slow = 2 * Math.PI / (20 + 20 * random.nextDouble());
      double fast = 2 * Math.PI / (6 + 6 * random.nextDouble());
      double phase = 2 * Math.PI * random.nextDouble();
      for (int t = 0; t < PAST + FUTURE; t++) {
        float value = (float) (Math.sin(slow * t + phase) + 0.5 * Math.sin(fast * t) + 0.05 * random.nextGaussian());
        if (t < PAST) {
          inputs[i * PAST + t] = value;
        } else {
          targets[i * FUTURE + t - PAST] = value;
        }
      }
    }
    return DataSet.ofTargets(Shape.of(1, PAST), inputs, Shape.of(FUTURE), targets);
  }

  /// What a forecast has to beat.
  static double errorOfRepeatingTheLast(DataSet data) {
    float[] past = new float[PAST];
    float[] future = new float[FUTURE];
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      data.copyInput(i, past, 0);
      data.copyTarget(i, future, 0);
      for (float value : future) {
        sum += (value - past[PAST - 1]) * (value - past[PAST - 1]);
      }
    }
    return Math.sqrt(sum / data.size() / FUTURE);
  }
}
