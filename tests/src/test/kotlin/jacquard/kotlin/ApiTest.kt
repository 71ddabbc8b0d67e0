package jacquard.kotlin

import jacquard.api.LearningRate
import jacquard.api.Model
import jacquard.api.ModelOptions
import jacquard.api.Tensor
import jacquard.api.TrainingListener
import jacquard.api.data.DrawnDigits
import jacquard.api.layer.Initializer
import jacquard.api.report.Progress
import jacquard.ir.DType
import jacquard.ir.Shape
import jacquard.ir.UserError
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What Kotlin users write: operators, branches as values, option lambdas, destructuring, listeners. Warnings here are errors. */
class ApiTest {
  private fun model(body: (Tensor) -> Tensor) = Model.define("m", ModelOptions.of(Shape.of(3)).dtype(DType.F64)) { body(it) }

  @Test
  fun operators() {
    val program = model { x -> -((x + x * x - x / (x + 3.0)) * 2.0 - 1.0) / 4.0 + 0.5 }.compile()
    val given = doubleArrayOf(1.0, -2.0, 0.5)
    val expected = given.map { x -> -((x + x * x - x / (x + 3.0)) * 2.0 - 1.0) / 4.0 + 0.5 }.toDoubleArray()
    assertArrayEquals(expected, program.predict(given), 1e-14)
  }

  @Test
  fun `a residual block is an addition`() {
    val block = { x: Tensor -> x.conv(4, 3) { it.padding(1).bias(false).name("inner") }.relu() + x }
    val model =
        Model.define("residual", Shape.of(4, 6, 6)) { x -> block(x).maxPool(2) { it.stride(2) }.flatten().dense(3) { it.bias(false) } }
    assertEquals(listOf("inner.weight", "dense1.weight"), model.parameters().keys.toList())
    assertEquals(Shape.of(3), model.outputShape())
  }

  @Test
  fun `options, listeners and results`() {
    val digits = DrawnDigits.generate(3, 40)
    val steps = mutableListOf<Progress>()
    val model = Model.define("linear", digits.inputShape()) { x -> x.flatten().dense(10) { it.init(Initializer.constant(0.0)) } }
    val (trained, epochs) = model.trainer {
      it.batch(16).epochs(2).learningRate(LearningRate.constant(1e-2)).threads(1).listener(object : TrainingListener {
        override fun stepDone(progress: Progress) {
          steps += progress
        }
      })
    }.fit(digits)
    assertEquals(6, steps.size)
    assertTrue(epochs.last().loss() < epochs.first().loss()) { "$epochs" }
    assertEquals(model.parameters().keys, trained.parameters().keys)
  }

  @Test
  fun `a mistake is reported at the Kotlin line`() {
    val error = assertThrows<UserError> { Model.define("m", Shape.of(1, 4, 4)) { x -> x.conv(2, 5) } }
    assertTrue("ApiTest.kt:" in error.message!!) { error.message }
  }
}
