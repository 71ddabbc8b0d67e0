package jacquard.compiler.layout;

import jacquard.compiler.step.StepValue;
import jacquard.ir.loop.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How one value of a graph lies: its memory with the halo that is read around it, or the part of another value that it is. Where its step
/// is a contraction, `lanes` is the dimension of the result that lanes run along; with `unblockedRows` it reads its scalar factor without
/// blocks.
public record ValueLayout(StepValue.Role role, Buffer memory, OptionalInt lanes, boolean unblockedRows, Optional<Part> part) {
  /// Element `j` of the value is element `offset + j` of the value named `of`.
  public record Part(String of, List<Integer> offset) {
    public Part {
      offset = List.copyOf(offset);
    }
  }
}
