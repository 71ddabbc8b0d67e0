package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FineTuneTest {
  @TempDir Path folder;

  @Test
  void learnsOtherDigitsFromFewAndGoesBackToAFile() {
    FineTune.pretrain(DrawnDigits.generate(1, 2_000));
    DataSet test = FineTune.digits(DrawnDigits.generate(2, 500), 5);
    Model tuned = FineTune.tune(FineTune.digits(DrawnDigits.generate(3, 600), 5), test);
    double error = tuned.errorRate(test);
    assertTrue(error < 0.25, "error " + error);

    Path file = folder.resolve("tuned.onnx");
    tuned.writeOnnx(file);
    float[] digit = new float[28 * 28];
    test.copyInput(0, digit, 0);
    assertArrayEquals(tuned.compile().predict(digit), Model.readOnnx(file).compile().predict(digit), 1e-5f);
  }
}
