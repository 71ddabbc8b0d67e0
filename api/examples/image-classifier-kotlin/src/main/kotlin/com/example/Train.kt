package com.example

import jacquard.api.TrainingRun
import jacquard.api.data.DataSets
import jacquard.api.data.DrawnDigits
import jacquard.api.watch.Listeners
import java.nio.file.Path

val file: Path = Path.of("target", "classifier.safetensors")

/** Trains the network and saves it: `Train [DIR [EPOCHS]]`; without the folder of a data set, digits are drawn. */
fun main(arguments: Array<String>) {
  val data = data(arguments)
  val run = train(data, arguments.getOrNull(1)?.toInt() ?: 3)
  println(run.lastEpoch())
  run.model().save(file)
  println("saved as $file")
}

fun data(arguments: Array<String>): DataSets = arguments.firstOrNull()?.let { DataSets.open(Path.of(it)) }
    ?: DataSets(DrawnDigits.generate(1, 4_000), DrawnDigits.generate(2, 1_000))

fun train(data: DataSets, epochs: Int): TrainingRun {
  val (train, test) = data
  val network = residualNet(train.inputShape(), train.classes())
  println(network.summary().folded())
  return network.trainer { it.batch(64).epochs(epochs).listener(Listeners.progress()) }.fit(train, test)
}
