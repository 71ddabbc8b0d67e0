package com.example;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import java.nio.file.Path;
import java.util.List;

/// Names the first pictures of a test set, by the network that [Train] saved: `Predict [DIR]`. It needs none of the code that defined it.
public final class Predict {
  private Predict() {}

  public static void main(String[] arguments) {
    DataSet test = arguments.length > 0 ? DataSets.open(Path.of(arguments[0])).test() : DrawnDigits.generate(2, 1_000);
    Program program = Model.open(Train.FILE).compile();
    List<String> names = test.classNames();
    int length = (int) test.inputShape().size();
    for (int i = 0; i < 10; i++) {
      float[] picture = new float[length];
      test.copyInput(i, picture, 0);
      int answer = largest(program.predict(picture));
      System.out.println("picture " + i + ": " + names.get(answer) + (answer == test.label(i) ? "" : ", is " + names.get(test.label(i))));
    }
  }

  static int largest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
