package jacquard.kotlin

import jacquard.api.data.DrawnDigits
import jacquard.kotlin.LenetExample.define
import jacquard.kotlin.LenetExample.train
import java.nio.file.Path
import kotlin.io.path.readLines
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/**
 * In Kotlin, too, LeNet-5 takes at most 12 lines of code and with training at most 25 (no imports, comments or lone braces, 100 columns),
 * and what they say works.
 */
class LenetExampleTest {
  @Test
  fun `the example is short`() {
    val definition = section("// define")
    val training = section("// train")
    assertTrue(definition.size in 1..12) { "$definition" }
    assertTrue(training.isNotEmpty() && definition.size + training.size <= 25) { "$training" }
  }

  @Test
  fun `the example is LeNet-5`() {
    assertEquals(61706, define().summary().parameters())
    assertEquals(429342, define().summary().operations())
  }

  @Test
  fun `the example trains`(@TempDir folder: Path) {
    val digits = DrawnDigits.generate(1, IMAGES + TESTED)
    val image = FloatArray(28 * 28).also { digits.copyInput(IMAGES, it, 0) }
    val file = folder.resolve("lenet5.safetensors")
    val (logits, epochs) = train(define(), digits.slice(0, IMAGES), digits.slice(IMAGES, IMAGES + TESTED), file, image)
    val (loss, trainError, testError) = epochs.single()
    assertTrue(loss < 2.25) { "loss $loss" } // ln 10 = 2.30 is a guess
    assertTrue(testError < 0.8 && trainError < 0.9) { "errors $testError, $trainError" }
    assertArrayEquals(define().load(file).compile().predict(image), logits)
  }

  private fun section(begin: String): List<String> {
    val code = SOURCE.readLines().dropWhile { it.trim() != begin }.drop(1).takeWhile { it.trim() != "// end" }
        .map { it.replace(Regex("\\s*//.*"), "") }.filter { it.isNotBlank() && it.trim() != "}" }
    code.forEach { assertTrue(it.length <= 100, it) }
    return code
  }

  private companion object {
    const val IMAGES = 1280
    const val TESTED = 200
    val SOURCE: Path = Path.of("src/test/kotlin/jacquard/kotlin/LenetExample.kt")
  }
}
