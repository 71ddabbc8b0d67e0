package jacquard.kotlin

import jacquard.api.Loss
import jacquard.api.Model
import jacquard.api.ModelOptions
import jacquard.api.Optimizer
import jacquard.api.data.DrawnDigits
import jacquard.ir.DType
import jacquard.ir.Shape
import jacquard.testkit.GradientCheck
import java.nio.file.Path
import kotlin.io.path.readLines
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** In Kotlin, too, a layer and a function of one's own take at most 6 lines, an optimiser at most 10, and what they say works. */
class OwnPartsTest {
  private val source = Path.of("src/test/kotlin/jacquard/kotlin/OwnParts.kt")

  private fun lines(begin: String): Int {
    val section = source.readLines().map { it.trim() }.dropWhile { it != begin }.drop(1).takeWhile { it != "// end" }
    assertTrue(section.isNotEmpty() && section.all { it.length <= 100 }, begin)
    return section.count { it != "}" }
  }

  @Test
  fun `the examples are short`() {
    assertTrue(lines("// layer") <= 6 && lines("// function") <= 6 && lines("// optimizer") <= 10)
  }

  @Test
  fun `layer and function have the right gradients`() {
    val model = Model.define("own", ModelOptions.of(Shape.of(2, 6, 6)).dtype(DType.F64)) { x ->
      OwnParts.softplus(OwnParts.swish(x.conv(3, 3))).flatten().dense(4)
    }
    GradientCheck.of(model, Loss.crossEntropy()).check()
  }

  @Test
  fun `the optimiser trains`() {
    val model = Model.define("digits", Shape.of(1, 28, 28)) { x -> OwnParts.swish(x.conv(4, 5) { it.stride(2) }).flatten().dense(10) }
    val optimizer: Optimizer = OwnParts.Lion(1e-3, 0.01)
    val (_, epochs) = model.trainer { it.optimizer(optimizer).batch(32).epochs(2) }.fit(DrawnDigits.generate(1, 1024))
    assertTrue(epochs.last().loss() < epochs.first().loss()) { "$epochs" }
  }
}
