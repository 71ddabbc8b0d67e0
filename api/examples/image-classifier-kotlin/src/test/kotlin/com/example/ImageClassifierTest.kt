package com.example

import jacquard.api.Model
import jacquard.api.data.DataSets
import jacquard.api.data.DrawnDigits
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ImageClassifierTest {
  @TempDir lateinit var folder: Path

  @Test
  fun `learns digits and is the same when read again`() {
    val test = DrawnDigits.generate(2, 500)
    val (trained) = train(DataSets(DrawnDigits.generate(1, 2_000), test), 2)
    val error = trained.errorRate(test)
    assertTrue(error < 0.2, "error $error")

    val saved = folder.resolve("net.safetensors")
    trained.save(saved)
    assertEquals(error, Model.open(saved).errorRate(test))
  }
}
