package jacquard.compiler.chain;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.IdentityHashMap;
import java.util.Map;

/// Bytes of temporaries alive at each step, and whether keeping all values of a range of steps at the same time takes more than `most`: a
/// chain needs all values of its members together, none written over another.
final class Liveness {
  private final long[] alive;
  private final long[] born;
  private final long most;

  Liveness(LoweredProgram program, int batch, long most) {
    this.most = most;
    int count = program.steps().size();
    Map<Value, int[]> spans = new IdentityHashMap<>();
    program.inputs().forEach(i -> spans.put(i, new int[] {0, 0}));
    for (int i = 0; i < count; i++) {
      Step step = program.steps().get(i);
      Value result = step.result();
      if (result.role() == Value.Role.TEMPORARY && !program.inPlace().containsKey(result)) {
        int at = i;
        spans.computeIfAbsent(result, v -> new int[] {at, at})[1] = i;
      }
      for (Value operand : step.operands()) {
        int[] span = spans.get(operand);
        if (span != null) {
          span[1] = i;
        }
      }
    }
    for (Value output : program.outputs().values()) {
      int[] span = spans.get(output);
      if (span != null) {
        span[1] = count;
      }
    }
    this.born = new long[count + 1];
    var died = new long[count + 2];
    spans.forEach((value, span) -> {
      born[span[0]] += Growth.bytes(value, batch);
      died[span[1] + 1] += Growth.bytes(value, batch);
    });
    this.alive = new long[count + 1];
    long now = 0;
    for (int i = 0; i <= count; i++) {
      now += born[i] - died[i];
      alive[i] = now;
    }
  }

  /// Whether everything alive somewhere in steps `[from, to)` can be alive together.
  boolean allows(int from, int to) {
    long together = alive[from];
    for (int i = from + 1; i < to; i++) {
      together += born[i];
    }
    return together <= most;
  }
}
