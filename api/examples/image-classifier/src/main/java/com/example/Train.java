package com.example;

import jacquard.api.Model;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import jacquard.api.watch.Listeners;
import java.nio.file.Path;
import java.util.Locale;

/// Trains the network and saves it: `Train [DIR [EPOCHS]]`, where `DIR` holds the files of MNIST, Fashion-MNIST or CIFAR-10. Without one,
/// digits are drawn.
public final class Train {
  static final Path FILE = Path.of("target", "classifier.safetensors");

  private Train() {}

  public static void main(String[] arguments) {
    DataSets data = arguments.length > 0
        ? DataSets.open(Path.of(arguments[0]))
        : new DataSets(DrawnDigits.generate(1, 4_000), DrawnDigits.generate(2, 1_000));
    int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;

    TrainingRun run = train(data, epochs);
    System.out.printf(Locale.ROOT, "test error %.2f %%%n", 100 * run.lastEpoch().testError());
    run.model().save(FILE);
    System.out.println("saved as " + FILE);
  }

  static TrainingRun train(DataSets data, int epochs) {
    Model network = ResidualNet.define(data.train().inputShape(), data.train().classes());
    System.out.println(network.summary().folded());
    return network.trainer(t -> t
            .batch(64).epochs(epochs)
            .listener(Listeners.progress()))
        .fit(data.train(), data.test());
  }
}
