package jacquard.kotlin

import jacquard.api.Inputs
import jacquard.api.Loss
import jacquard.api.Model
import jacquard.api.Optimizer
import jacquard.api.Shared
import jacquard.api.Tensor
import jacquard.api.Tensors
import jacquard.ir.NdArray
import jacquard.ir.Shape
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Networks of several inputs and outputs, blocks and layers that differ by mode, as Kotlin writes them. */
class NetworksTest {
    private fun residual(x: Tensor) = x.batchNorm { it.decay(0.9) }.relu().conv(4, 3) { it.padding(1) } + x

    private fun define(): Model {
        val encoder = Shared.of("encoder") { t -> t.conv(4, 3).block("residual", ::residual).mean(1, 2).dropout(0.1) }
        return Model.define("pairs", Inputs.of("left", Shape.of(1, 6, 6)).and("right", Shape.of(1, 6, 6))) { inputs ->
            val difference = encoder.on(inputs["left"]) - encoder.on(inputs["right"])
            Tensors.of("same", difference.square().dense(2)).and("distance", difference.abs().sum(0))
        }
    }

    @Test
    fun `several inputs and outputs`() {
        val images = NdArray.of(Shape.of(2, 1, 6, 6), *FloatArray(72) { it / 72f })
        val model = define()
        val steps = model.trainer { it.loss(Loss.output("same", Loss.crossEntropy())).optimizer(Optimizer.adam(1e-2)) }.steps(5)
        val first = steps.step(mapOf("left" to images, "right" to images, "target.same" to NdArray.of(Shape.of(2), 0, 1)))
        assertTrue(first.isFinite())
        val results = steps.model().compile().run(mapOf("left" to images, "right" to images))
        assertEquals(0.0, results.getValue("distance")[0])
        val (copy, copied) = define().withSeed(1).withParametersOf(steps.model())
        assertEquals(steps.model().parametersSha256(), copy.parametersSha256())
        assertEquals(model.parameters().size + model.statistics().size, copied.size)
    }
}
