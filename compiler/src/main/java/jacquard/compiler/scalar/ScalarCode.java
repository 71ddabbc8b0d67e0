package jacquard.compiler.scalar;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Scalar expressions as flat three-address code: value number `i` is the result of instruction `i`, which reads earlier values only.
///
/// One code may have several results. `indices` and `counts` are what the leaves INDEX and COUNT refer to by number. The same code is
/// written as scalar bytecode and as vector bytecode and gives the same bits in both. Text form, one line per
/// instruction:
///
/// ```
/// %0 = f32 read 0
/// %1 = f32 const 0.0
/// %2 = f32 max %0, %1
/// return %2
/// ```
public record ScalarCode(List<Instruction> instructions, List<Integer> results, List<IndexExpr> indices, List<Dim> counts) {
  public ScalarCode {
    instructions = List.copyOf(instructions);
    results = List.copyOf(results);
    indices = List.copyOf(indices);
    counts = List.copyOf(counts);
  }

  /// The code of one expression whose value has type `result`, over accesses of types `reads`; `Acc` has type `result` too.
  public static ScalarCode of(Scalar expression, List<DType> reads, DType result) {
    var builder = new ScalarCodeBuilder(reads, result);
    builder.result(builder.lower(expression, result));
    return builder.build();
  }

  public int size() {
    return instructions.size();
  }

  public Instruction at(int value) {
    return instructions.get(value);
  }

  /// The type of result number `n`.
  public DType resultType(int n) {
    return at(results.get(n)).type();
  }

  /// The types of all values but `bool`: the vector form needs a species for each.
  public Set<DType> laneTypes() {
    var types = EnumSet.noneOf(DType.class);
    instructions.forEach(i -> types.add(i.type()));
    types.remove(DType.BOOL);
    return types;
  }

  /// Instructions that compute: not constants, not leaves, not bit casts.
  public int operations() {
    return (int) instructions.stream().filter(i -> i.op().arguments() > 0 && i.op() != Opcode.BITCAST).count();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      text.append('%').append(i).append(" = ").append(at(i).text()).append('\n');
    }
    text.append("return");
    for (int n = 0; n < results.size(); n++) {
      text.append(n == 0 ? " %" : ", %").append(results.get(n));
    }
    return text.append('\n').toString();
  }
}
