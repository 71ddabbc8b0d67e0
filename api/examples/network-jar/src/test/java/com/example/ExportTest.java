package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Npy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {
  @TempDir Path folder;

  @Test
  void theJarGivesTheSameBitsInAProcessWithNothingElse() throws Exception {
    Model trained = Export.train(1_000);
    Program program = trained.compile();
    Path jar = folder.resolve("lenet5.jar");
    program.writeJar(jar);

    DataSet digits = DrawnDigits.generate(2, 10);
    float[] images = new float[10 * 28 * 28];
    for (int i = 0; i < 10; i++) {
      digits.copyInput(i, images, i * 28 * 28);
    }
    Npy.write(folder.resolve("x.npy"), NdArray.of(Shape.of(10, 1, 28, 28), images));
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
        "jdk.incubator.vector", "-jar", jar.toString(), "x.npy", "y.npy").directory(folder.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor());
    assertArrayEquals(program.predict(images), Npy.read(folder.resolve("y.npy")).floats());
  }
}
