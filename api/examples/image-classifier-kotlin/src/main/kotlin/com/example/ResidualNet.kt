package com.example

import jacquard.api.Model
import jacquard.api.Tensor
import jacquard.ir.Shape

/**
 * A small residual network: a convolution, three blocks with shortcuts, two of which halve the resolution, and a mean over
 * positions (He et al. 2016, https://arxiv.org/abs/1512.03385, in miniature).
 */
fun residualNet(image: Shape, classes: Int): Model = Model.define("residual", image) { x ->
  val first = x.conv(16, 3) { it.padding(1).bias(false) }.batchNorm().relu()
  val features = listOf(16 to 1, 32 to 2, 64 to 2).fold(first) { y, (channels, stride) -> block(y, channels, stride) }
  features.globalAvgPool().flatten().dense(classes)
}

private fun block(x: Tensor, channels: Int, stride: Int): Tensor = x.layer("residual") { t ->
  val y = t.conv(channels, 3) { it.padding(1).stride(stride).bias(false) }.batchNorm().relu()
      .conv(channels, 3) { it.padding(1).bias(false) }.batchNorm()
  val shortcut = if (stride == 1) t else t.conv(channels, 1) { it.stride(stride).bias(false) }.batchNorm()
  (y + shortcut).relu()
}
