package user;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;

/// Trains one epoch on drawn digits, uses the result, and prints the hash of its parameters. Arguments: network, images, batch, threads.
public final class Train {
  private Train() {}

  public static void main(String[] arguments) {
    System.out.println(run(arguments));
  }

  public static String run(String... arguments) {
    DataSet digits = DrawnDigits.generate(1, Integer.parseInt(arguments[1]));
    int batch = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    Model start = arguments[0].equals("small") ? small() : Nets.define(arguments[0]);
    Model trained = start.trainer(t -> t.batch(batch).epochs(1).threads(threads)).fit(digits).model();
    float[] image = new float[28 * 28];
    digits.copyInput(0, image, 0);
    if (trained.compile().predict(image).length != 10) {
      throw new IllegalStateException("ten logits expected");
    }
    return trained.parametersSha256();
  }

  /// Every kind of kernel, and few operations.
  private static Model small() {
    return Model.define("small", Shape.of(1, 28, 28), x -> x
        .avgPool(3).conv(17, 3, c -> c.padding(1).stride(2)).tanh().maxPool(2)
        .flatten().dense(19).relu().dense(10));
  }
}
