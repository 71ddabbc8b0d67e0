package com.example

import jacquard.api.Model

/** Names the first pictures of a test set, by the network that Train saved: `Predict [DIR]`, as `-Dmain=com.example.Predict`. */
object Predict {
  @JvmStatic
  fun main(arguments: Array<String>) {
    val test = data(arguments).test()
    val program = Model.open(file).compile()
    val names = test.classNames()
    repeat(10) { i ->
      val picture = FloatArray(test.inputShape().size().toInt()).also { test.copyInput(i, it, 0) }
      val scores = program.predict(picture)
      val answer = scores.indices.maxBy { scores[it] }
      println("picture $i: ${names[answer]}" + if (answer == test.label(i)) "" else ", is ${names[test.label(i)]}")
    }
  }
}
