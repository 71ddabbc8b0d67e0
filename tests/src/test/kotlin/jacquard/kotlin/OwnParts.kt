package jacquard.kotlin

import jacquard.api.Fn
import jacquard.api.Optimizer
import jacquard.api.Tensor
import jacquard.api.Update
import jacquard.api.layer.Initializer
import jacquard.ir.Shape

/** The README's parts of a user's own in Kotlin; `OwnPartsTest` counts their lines and holds them to what they say. */
internal object OwnParts {
  // layer
  fun swish(x: Tensor): Tensor = x.layer("swish") { t ->
    val beta = t.parameter("beta", Shape.of(1), Initializer.constant(1.0))
    t * (t * beta).sigmoid()
  }
  // end

  fun softplus(x: Tensor): Tensor {
    // function
    val softplus = Fn.custom({ v -> (v.exp() + 1.0).log() },
        { v, _, dy -> dy * v.sigmoid() })                // does not overflow where the value does
    val y = x.apply(softplus)
    // end
    return y
  }

  // optimizer
  class Lion(private val rate: Double, private val decay: Double) : Optimizer {
    override fun learningRate() = rate
    override fun weightDecay() = decay
    override fun update(u: Update) {
      val momentum = u.slot("momentum")
      val sign = (momentum * 0.9 + u.gradient() * 0.1).sign()
      u.slot("momentum", momentum * 0.99 + u.gradient() * 0.01)
      u.move(u.parameter() - u.rate() * (sign + u.parameter() * u.weightDecay()))
    }
  }
  // end

  // convnext
  fun convNext(x: Tensor, channels: Int): Tensor {         // [H,W,C]
    val y = x.channelsFirst { t -> t.depthwiseConv(7, 1) { it.padding(3) } }
        .layerNorm(1)
        .dense(4 * channels) { it.lastDimension() }.gelu()
        .dense(channels) { it.lastDimension() }
    return x + y * x.parameter("scale", Shape.of(1, channels), Initializer.constant(1e-6))
  }
  // end
}
