package jacquard.kotlin

import jacquard.api.Fn
import jacquard.ir.NdArray
import jacquard.ir.Shape
import jacquard.testkit.GradientCheck
import org.junit.jupiter.api.Test

/** The gradient checks of the user's guide. */
class GradientCheckTest {
  @Test
  fun `a gradient of one's own`() {
    // own
    val x = NdArray.of(Shape.of(3), 0.5, -1.0, 2.0)
    val swish = Fn.custom(listOf(x.type()), { (v) -> v * v.sigmoid() }) { (v), y, dy ->
      val s = v.sigmoid()
      listOf(dy * (s + y * (s.constant(1.0) - s)))
    }
    GradientCheck.assertCorrect(swish, x)
    // end
  }
}
