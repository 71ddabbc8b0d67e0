package com.example;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import jacquard.api.report.Prediction;
import java.nio.file.Path;

/// Names the first pictures of a test set, by the network that [Train] saved: `Predict [DIR]`. It needs none of the code that defined it:
/// the file holds layers, parameters and the names of the classes.
public final class Predict {
  private Predict() {}

  public static void main(String[] arguments) {
    DataSet test = arguments.length > 0 ? DataSets.open(Path.of(arguments[0])).test() : DrawnDigits.generate(2, 1_000);
    Program program = Model.open(Train.FILE).compile();
    for (int i = 0; i < 10; i++) {
      Prediction answer = program.classify(test.input(i)).getFirst();
      String right = program.classNames().get(test.label(i));
      System.out.println("picture " + i + ": " + answer.name() + (answer.label() == test.label(i) ? "" : ", is " + right));
    }
  }
}
