package jacquard.runtime;

import jacquard.api.Model;
import jacquard.ir.Shape;

/// Compiles a network and runs it, for [RecordingTest] to look at.
final class RecordedProgram {
  private RecordedProgram() {}

  public static void main(String[] args) {
    Model model = Model.define("recorded", Shape.of(1, 8, 8), x -> x.conv(4, 3).relu().flatten().dense(3));
    if (model.compile().predict(new float[64]).length != 3) {
      throw new AssertionError("three values are predicted");
    }
  }
}
