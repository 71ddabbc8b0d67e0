package com.example;

import jacquard.api.Inputs;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.Program;
import jacquard.api.Shared;
import jacquard.api.Steps;
import jacquard.api.Tensors;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Map;
import java.util.Random;

/// Learns when two digits are the same: one encoder for both sides, and a contrastive loss of the distance between what it gives.
///
///     loss = t·d + (1 − t)·max(1 − √d, 0)²,    d = |encoder(left) − encoder(right)|²,  t = 1 for the same digit, else 0
///
/// Source: Hadsell, Chopra, LeCun 2006, "Dimensionality reduction by learning an invariant mapping", equation 4, up to a factor.
public final class Siamese {
  private static final Shape DIGIT = Shape.of(1, 28, 28);
  private static final int PIXELS = 28 * 28;
  private static final int BATCH = 64;

  private Siamese() {}

  public static void main(String[] arguments) {
    Model trained = train(DrawnDigits.generate(1, 4_000), 600);
    System.out.printf("pairs told apart: %.1f %%%n", 100 * accuracy(trained, DrawnDigits.generate(2, 1_000)));
  }

  static Model define() {
    Shared encoder = Shared.of("encoder", x -> x.conv(8, 5).relu().maxPool(2).conv(16, 5).relu().maxPool(2).flatten().dense(16));
    return Model.define("siamese", Inputs.of("left", DIGIT).and("right", DIGIT), in ->
        Tensors.of("distance", encoder.on(in.get("left")).minus(encoder.on(in.get("right"))).square().sum(r -> r.dims(0).keepDims())));
  }

  static Model train(DataSet digits, int steps) {
    Loss contrastive = Loss.of((d, t) -> {
      var apart = d.plus(1e-9).sqrt().times(-1).plus(1).relu();
      return t.times(d).plus(t.times(-1).plus(1).times(apart.square()));
    });
    Steps training = define().trainer(t -> t
        .loss(Loss.output("distance", contrastive)).optimizer(Optimizer.adam(1e-3))).steps(steps);
    var random = new Random(3);
    for (int step = 1; step <= steps; step++) {
      double loss = training.step(pairs(digits, random));
      if (step % 100 == 0) {
        System.out.printf("step %d: loss %.4f%n", step, loss);
      }
    }
    return training.model();
  }

  /// How often a distance below 1/4 means the same digit, or one above it two.
  static double accuracy(Model model, DataSet digits) {
    Program program = model.compile();
    var random = new Random(4);
    int right = 0;
    int count = 0;
    for (int i = 0; i < 20; i++) {
      Map<String, NdArray> batch = pairs(digits, random);
      NdArray distances = program.run(Map.of("left", batch.get("left"), "right", batch.get("right"))).get("distance");
      for (int example = 0; example < BATCH; example++, count++) {
        boolean same = batch.get("target.distance").get(example) == 1;
        right += same == distances.get(example) < 0.25 ? 1 : 0;
      }
    }
    return (double) right / count;
  }

  /// Pairs of which every second one is of the same digit.
  private static Map<String, NdArray> pairs(DataSet digits, Random random) {
    float[] left = new float[BATCH * PIXELS];
    float[] right = new float[BATCH * PIXELS];
    float[] same = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      boolean wanted = i % 2 == 0;
      int a = random.nextInt(digits.size());
      int b = random.nextInt(digits.size());
      while (digits.label(a) == digits.label(b) != wanted) {
        b = random.nextInt(digits.size());
      }
      digits.copyInput(a, left, i * PIXELS);
      digits.copyInput(b, right, i * PIXELS);
      same[i] = wanted ? 1 : 0;
    }
    Shape images = Shape.of(BATCH, 1, 28, 28);
    NdArray target = NdArray.of(Shape.of(BATCH, 1), same);
    return Map.of("left", NdArray.of(images, left), "right", NdArray.of(images, right), "target.distance", target);
  }
}
