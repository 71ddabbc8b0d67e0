package com.example;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.watch.Listeners;
import jacquard.ir.Shape;

/// Trains a network of the parts in [OwnParts].
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    DataSet test = DrawnDigits.generate(2, 1_000);
    Model network = define();
    System.out.println(network.summary());
    Model trained = network.trainer(t -> t.epochs(3).listener(Listeners.progress())).fit(DrawnDigits.generate(1, 4_000), test).model();
    System.out.println(trained.classification(test));
    System.out.println("beta of the first swish: " + trained.parameters().get("swish1.beta").get(0));
  }

  static Model define() {
    return Model.define("own", Shape.of(1, 28, 28), x ->
        OwnParts.swish(OwnParts.swish(x.conv(8, 5, c -> c.stride(2))).conv(16, 5, c -> c.stride(2)))
            .flatten().dense(32).apply(OwnParts.softplus()).dense(10));
  }
}
