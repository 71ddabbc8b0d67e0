package com.example

import jacquard.api.Model

/** Names the first pictures of a test set, by the network that Train saved: `Predict [DIR]`, as `-Dmain=com.example.Predict`. */
object Predict {
  @JvmStatic
  fun main(arguments: Array<String>) {
    val test = data(arguments).test()
    val program = Model.open(file).compile()
    repeat(10) { i ->
      val answer = program.classify(test.input(i)).first()
      println("picture $i: ${answer.name()}" + if (answer.label() == test.label(i)) "" else ", is ${program.classNames()[test.label(i)]}")
    }
  }
}
