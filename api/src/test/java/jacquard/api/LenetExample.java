package jacquard.api;

import jacquard.api.data.Mnist;
import jacquard.ir.Shape;
import java.nio.file.Path;

/// The example of the README: LeNet-5 defined, trained, saved and used. `LenetExampleTest` counts its lines.
final class LenetExample {
  private LenetExample() {}

  static Model define() {
    // define
    Model lenet = Model.define("lenet5", Shape.of(1, 28, 28), x -> x
        .conv(6, 5, c -> c.padding(2)).tanh().avgPool(2)       // 6 filters of 5x5
        .conv(16, 5).tanh().avgPool(2)
        .flatten()
        .dense(120).tanh().dense(84).tanh().dense(10));
    // end
    return lenet;
  }

  static float[] train(Model lenet, Path dir, Path file, float[] image) {
    // train
    System.out.println(lenet.summary());                       // shapes, parameters, operations, receptive field

    Trainer trainer = lenet.trainer(t -> t
        .loss(Loss.crossEntropy()).optimizer(Optimizer.adam(1e-3)).batch(128).epochs(3));
    Model trained = trainer.fit(Mnist.train(dir), Mnist.test(dir)).model();
    trained.save(file);

    Program program = trained.compile();                       // inference: fused, weights packed
    float[] logits = program.predict(image);
    // end
    return logits;
  }
}
