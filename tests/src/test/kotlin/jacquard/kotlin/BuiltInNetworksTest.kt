package jacquard.kotlin

import jacquard.api.Model
import jacquard.api.Network
import jacquard.api.Optimizer
import jacquard.api.Tensor
import jacquard.api.data.DataSet
import jacquard.api.nets.Nets
import jacquard.ir.Shape
import jacquard.ir.text.Printer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Built-in networks written in Kotlin: they are the ones written in Java. */
class BuiltInNetworksTest {
    /** Two causal convolutions of kernel 3 and what they were given. */
    private fun residual(x: Tensor, filters: Int, dilation: Int): Tensor {
        fun causal(t: Tensor) = t.conv(filters, 3) { it.causal().dilation(dilation) }.relu().spatialDropout(0.05)
        val y = causal(causal(x))
        return (y + if (x.shape().extent(0) == filters) x else x.pointwise(filters)).relu()
    }

    private fun tcn(image: Tensor): Tensor {
        val rows = image.reshape(28, 28).transpose(1, 0)
        val last = listOf(1, 2, 4).foldIndexed(rows) { i, x, dilation -> x.block("residual${i + 1}") { residual(it, 64, dilation) } }
        return last.slice(1, 27, 28).flatten().dense(10)
    }

    private fun fcn(x: Tensor): Tensor =
        listOf(128 to 8, 256 to 5, 128 to 3)
            .fold(x) { y, (filters, kernel) -> y.conv(filters, kernel) { it.same() }.batchNorm().relu() }
            .globalAvgPool().dense(2)

    private fun assertSame(network: Network, name: String) {
        val java = Nets.define(name)
        val kotlin = Model.define(name, java.inputShape(), network)
        assertEquals(Printer.print(java.graphs().inference()), Printer.print(kotlin.graphs().inference()))
        assertEquals(java.parametersSha256(), kotlin.parametersSha256())
        assertEquals(java.summary().toString(), kotlin.summary().toString())
    }

    @Test
    fun `networks in Kotlin are the same`() {
        assertSame(::tcn, "tcn")
        assertSame(::fcn, "fcn-timeseries")
    }

    @Test
    fun `a series is learned`() {
        val length = 32
        val series = FloatArray(8 * length) { i -> if (i / length % 2 == 0) (i % length) / 32f else 1 - (i % length) / 32f }
        val data = DataSet.of(Shape.of(1, length), series, IntArray(8) { it % 2 }, 2)
        val model = Model.define("rising", Shape.of(1, length)) { x ->
            x.conv(8, 5) { it.same() }.batchNorm().relu().globalAvgPool().dense(2)
        }
        val (_, epochs) = model.trainer { it.optimizer(Optimizer.adam(1e-2)).batch(8).epochs(20) }.fit(data)
        assertTrue(epochs.last().loss() < epochs.first().loss())
    }
}
