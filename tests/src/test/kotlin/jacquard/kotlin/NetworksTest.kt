package jacquard.kotlin

import jacquard.api.Model
import jacquard.api.Network
import jacquard.api.Tensor
import jacquard.api.nets.Nets
import jacquard.api.nets.Size
import jacquard.api.nets.Xception
import jacquard.ir.Shape
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Networks of the lecture notes as Kotlin users write them: loops, blocks, branches and residuals. Counts are those of the Java ones. */
class NetworksTest {
  @Test
  fun `vgg16 is five groups`() = assertSame("vgg16") { x ->
    var y = x
    for ((filters, convolutions) in listOf(64 to 2, 128 to 2, 256 to 3, 512 to 3, 512 to 3)) {
      repeat(convolutions) { y = y.conv(filters, 3) { c -> c.padding(1) }.relu() }
      y = y.maxPool(2)
    }
    y.flatten().dense(4096).relu().dropout(0.5).dense(4096).relu().dropout(0.5).dense(1000)
  }

  @Test
  fun `googlenet is nine inception modules`() = assertSame("googlenet") { x ->
    var y = pooled(conv(x, 64, 7, 2))
    y = pooled(conv(conv(y, 64, 1), 192, 3))
    y = inception(y, "3a", 64, 96 to 128, 16 to 32, 32)
    y = pooled(inception(y, "3b", 128, 128 to 192, 32 to 96, 64))
    y = inception(y, "4a", 192, 96 to 208, 16 to 48, 64).auxiliary("auxiliary1", 0.3, ::classifier)
    y = inception(y, "4b", 160, 112 to 224, 24 to 64, 64)
    y = inception(y, "4c", 128, 128 to 256, 24 to 64, 64)
    y = inception(y, "4d", 112, 144 to 288, 32 to 64, 64).auxiliary("auxiliary2", 0.3, ::classifier)
    y = pooled(inception(y, "4e", 256, 160 to 320, 32 to 128, 128))
    y = inception(y, "5a", 256, 160 to 320, 32 to 128, 128)
    y = inception(y, "5b", 384, 192 to 384, 48 to 128, 128)
    y.avgPool(7).flatten().dropout(0.4).dense(1000)
  }

  private fun inception(x: Tensor, name: String, a: Int, b: Pair<Int, Int>, c: Pair<Int, Int>, d: Int) =
      x.block("inception$name", "inc($a, $b, $c, $d)") { t ->
        Tensor.concat(
            conv(t, a, 1),
            conv(conv(t, b.first, 1), b.second, 3),
            conv(conv(t, c.first, 1), c.second, 5),
            conv(t.maxPool(3) { it.stride(1).padding(1) }, d, 1))
      }

  private fun classifier(x: Tensor) = conv(x.avgPool(5) { it.stride(3) }, 128, 1).flatten().dense(1024).relu().dropout(0.7).dense(1000)

  private fun conv(x: Tensor, filters: Int, kernel: Int, stride: Int = 1) =
      x.conv(filters, kernel) { it.stride(stride).padding(kernel / 2) }.relu()

  private fun pooled(x: Tensor) = x.maxPool(3) { it.stride(2).padding(1) }

  @Test
  fun `resnet18 adds its blocks' inputs`() = assertSame("resnet18") { x ->
    var y = pooled(normalized(x, 64, 7, 2).relu())
    for ((group, filters) in listOf(64, 128, 256, 512).withIndex()) {
      for (block in 1..2) {
        val stride = if (group > 0 && block == 1) 2 else 1
        y = y.block("group${group + 2}-$block") { t ->
          val residual = normalized(normalized(t, filters, 3, stride).relu(), filters, 3)
          (residual + if (stride == 1) t else normalized(t, filters, 1, stride)).relu()
        }
      }
    }
    y.globalAvgPool().dense(1000)
  }

  private fun normalized(x: Tensor, filters: Int, kernel: Int, stride: Int = 1) =
      x.conv(filters, kernel) { it.stride(stride).padding(kernel / 2).bias(false) }.batchNorm()

  private fun assertSame(name: String, network: Network) {
    val java = Nets.define(name).summary()
    val kotlin = Model.define(name, java.input(), network).summary()
    assertEquals(java.rows().map { it.output() to it.operations() }, kotlin.rows().map { it.output() to it.operations() })
    assertEquals(java.parameters() to java.auxiliaryParameters(), kotlin.parameters() to kotlin.auxiliaryParameters())
  }

  @Test
  fun `built-in networks come in any size`() {
    val small = Model.define("xception", Shape.of(3, 71, 71), Xception(Size.of(5).width(0.25)))
    assertEquals(Shape.of(5), small.outputShape())
  }
}
