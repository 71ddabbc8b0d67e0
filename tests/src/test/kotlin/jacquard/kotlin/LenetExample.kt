package jacquard.kotlin

import jacquard.api.Loss
import jacquard.api.Model
import jacquard.api.Optimizer
import jacquard.api.data.DataSet
import jacquard.api.report.Epoch
import jacquard.ir.Shape
import java.nio.file.Path

/** The README's example in Kotlin: LeNet-5 defined, trained, saved and used. `LenetExampleTest` counts its lines. */
internal object LenetExample {
  fun define(): Model {
    // define
    val lenet = Model.define("lenet5", Shape.of(1, 28, 28)) { x -> x
        .conv(6, 5) { it.padding(2) }.tanh().avgPool(2)        // 6 filters of 5x5
        .conv(16, 5).tanh().avgPool(2)
        .flatten()
        .dense(120).tanh().dense(84).tanh().dense(10) }
    // end
    return lenet
  }

  fun train(lenet: Model, train: DataSet, test: DataSet, file: Path, image: FloatArray): Pair<FloatArray, List<Epoch>> {
    // train
    println(lenet.summary())                                   // shapes, parameters, operations, receptive field

    val trainer = lenet.trainer {
      it.loss(Loss.crossEntropy()).optimizer(Optimizer.adam(1e-3)).batch(128).epochs(1)
    }
    val (trained, epochs) = trainer.fit(train, test)
    trained.save(file)

    val program = trained.compile()                            // inference: fused, weights packed
    val logits = program.predict(image)
    // end
    return logits to epochs
  }
}
