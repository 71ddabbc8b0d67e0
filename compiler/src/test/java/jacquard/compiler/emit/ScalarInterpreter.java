package jacquard.compiler.emit;

import jacquard.compiler.scalar.BitArithmetic;
import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.ScalarCode;
import java.util.function.ToLongFunction;

/// Runs a [ScalarCode] on the bits of its leaves, one instruction after the other.
final class ScalarInterpreter {
  private ScalarInterpreter() {}

  /// The bits of the results.
  static long[] run(ScalarCode code, ToLongFunction<Instruction> leaves) {
    long[] value = new long[code.size()];
    for (int i = 0; i < value.length; i++) {
      Instruction at = code.at(i);
      if (at.isConst()) {
        value[i] = at.immediate();
      } else if (at.op().isLeaf()) {
        value[i] = leaves.applyAsLong(at);
      } else {
        long[] arguments = new long[at.op().arguments()];
        for (int n = 0; n < arguments.length; n++) {
          arguments[n] = value[at.argument(n)];
        }
        value[i] = BitArithmetic.apply(at, code.at(at.a()).type(), arguments);
      }
    }
    return code.results().stream().mapToLong(r -> value[r]).toArray();
  }
}
