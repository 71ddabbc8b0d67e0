package com.example;

import jacquard.api.Model;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import jacquard.api.watch.Listeners;
import java.nio.file.Path;

/// Trains LeNet-5 on drawn digits and writes it as a jar, which runs with the JDK alone.
public final class Export {
  static final Path JAR = Path.of("target", "lenet5.jar");

  private Export() {}

  public static void main(String[] arguments) {
    Model trained = train(8_000);
    System.out.println("class " + trained.compile().writeJar(JAR) + " in " + JAR);
    System.out.println("java --add-modules jdk.incubator.vector -jar " + JAR + " x.npy y.npy");
  }

  static Model train(int examples) {
    return Nets.define("lenet5").trainer(t -> t.epochs(2).listener(Listeners.progress())).fit(DrawnDigits.generate(1, examples)).model();
  }
}
