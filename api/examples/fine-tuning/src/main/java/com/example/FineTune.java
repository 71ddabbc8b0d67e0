package com.example;

import jacquard.api.LearningRate;
import jacquard.api.Model;
import jacquard.api.OnnxNetwork;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.watch.Listeners;
import jacquard.ir.Shape;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// Takes a network from an ONNX file, puts another head on it, trains first the head alone and then all of it, and writes an ONNX file.
public final class FineTune {
  static final Path PRETRAINED = Path.of("target", "digits-0-to-4.onnx");
  static final Path TUNED = Path.of("target", "digits-5-to-9.onnx");

  private FineTune() {}

  public static void main(String[] arguments) {
    pretrain(DrawnDigits.generate(1, 4_000));
    DataSet test = digits(DrawnDigits.generate(2, 1_000), 5);
    Model tuned = tune(digits(DrawnDigits.generate(3, 1_000), 5), test);
    System.out.println(tuned.classification(test));
    tuned.writeOnnx(TUNED);
    System.out.println("written to " + TUNED);
  }

  /// Stands for somebody else's network: it knows the digits from 0 to 4.
  static void pretrain(DataSet all) {
    Model model = Model.define("digits", Shape.of(1, 28, 28), x -> x
        .conv(16, 5).relu().maxPool(2)
        .conv(32, 5).relu().maxPool(2)
        .flatten().dense(64).relu().dense(5));
    model.trainer(t -> t.batch(32).epochs(3).standardize(false).listener(Listeners.progress()))
        .fit(digits(all, 0)).model().writeOnnx(PRETRAINED);
  }

  /// Learns the digits from 5 to 9, of few examples.
  static Model tune(DataSet few, DataSet test) {
    OnnxNetwork file = OnnxNetwork.read(PRETRAINED);
    System.out.println(file.model().summary());
    Model model = Model.define("tuned", Shape.of(1, 28, 28), x -> file.upTo("relu3", x).dense(5, d -> d.name("head")));
    Model withHead = model.trainer(t -> t.freeze("conv*", "dense*").batch(16).epochs(20).standardize(false)).fit(few, test).model();
    return withHead.trainer(t -> t.learningRate(LearningRate.constant(3e-4)).batch(16).epochs(5).standardize(false)).fit(few, test).model();
  }

  /// The five digits from `first` on, as classes from 0.
  static DataSet digits(DataSet all, int first) {
    int[] chosen = IntStream.range(0, all.size()).filter(i -> all.label(i) >= first && all.label(i) < first + 5).toArray();
    float[] inputs = new float[chosen.length * 28 * 28];
    int[] labels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      all.copyInput(chosen[i], inputs, i * 28 * 28);
      labels[i] = all.label(chosen[i]) - first;
    }
    return DataSet.of(Shape.of(1, 28, 28), inputs, labels, 5);
  }
}
