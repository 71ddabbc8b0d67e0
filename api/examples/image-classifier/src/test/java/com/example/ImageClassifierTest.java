package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageClassifierTest {
  @TempDir Path folder;

  @Test
  void learnsDigitsAndIsTheSameWhenReadAgain() {
    DataSet test = DrawnDigits.generate(2, 500);
    Model trained = Train.train(new DataSets(DrawnDigits.generate(1, 2_000), test), 2).model();
    double error = trained.errorRate(test);
    assertTrue(error < 0.2, "error " + error);

    Path file = folder.resolve("net.safetensors");
    trained.save(file);
    assertEquals(error, Model.open(file).errorRate(test));
  }
}
