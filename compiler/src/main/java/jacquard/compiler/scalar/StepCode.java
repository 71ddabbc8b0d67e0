package jacquard.compiler.scalar;

import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// The scalar code of a loop nest: what one point of the domain does to the accumulators, and what the result makes of them.
///
/// Accumulators are reads numbered after the nest's own: one for the value, and for positions a second one for the best value.
/// A sum of products is accumulated with one rounding per point, `acc = fma(a, b, acc)`.
public record StepCode(List<DType> accumulators, List<Double> identities, ScalarCode step, ScalarCode finish) {
  public static StepCode of(LoopNest nest) {
    Structure s = nest.structure();
    List<DType> reads = s.reads().stream().map(r -> nest.operands().get(r.operand()).type().dtype()).toList();
    DType result = nest.result().type().dtype();
    if (s.combine() == Combine.ASSIGN) {
      Scalar whole = s.epilogue().mapLeaves(l -> l instanceof Scalar.Acc ? s.body() : l);
      return new StepCode(List.of(), List.of(), ScalarCode.of(whole, reads, result), empty());
    }
    DType value = valueType(reads, result);
    boolean ordered = isOrdered(s, value);
    List<DType> accumulators = s.combine().isPosition() ? List.of(result, value) : List.of(ordered ? DType.I32 : value);
    List<Double> identities = s.combine().isPosition() ? List.of(s.combine().identity(), Double.NaN)
        : List.of(ordered ? OrderedBits.identity(s.combine()) : s.combine().identity());
    var all = new ArrayList<>(reads);
    all.addAll(accumulators);
    return new StepCode(accumulators, identities, step(s, all, reads.size(), value), finish(s, all, value, result));
  }

  /// Whether extremes are those of integers. Where points add to an element in memory, that is a float after each.
  private static boolean isOrdered(Structure s, DType value) {
    return (s.combine() == Combine.MAX || s.combine() == Combine.MIN) && value == DType.F32 && s.writesApart();
  }

  private static ScalarCode finish(Structure s, List<DType> reads, DType value, DType result) {
    int acc = s.reads().size();
    boolean ordered = isOrdered(s, value);
    var b = new ScalarCodeBuilder(reads, ordered ? value : reads.get(acc));
    b.accumulated(ordered ? OrderedBits.value(b, s.combine(), b.read(acc)) : b.read(acc));
    b.result(b.lower(s.epilogue(), result));
    return b.build();
  }

  /// Sums are accumulated in the type of the floats they read, so that an epilogue may change the type.
  private static DType valueType(List<DType> reads, DType result) {
    return result.isFloat() ? result : reads.stream().filter(DType::isFloat).findFirst().orElse(result);
  }

  private static ScalarCode empty() {
    return new ScalarCodeBuilder(List.of(), DType.F32).build();
  }

  private static ScalarCode step(Structure s, List<DType> reads, int acc, DType value) {
    var b = new ScalarCodeBuilder(reads, value);
    if (s.combine().isPosition()) {
      position(b, s, acc, value);
      return b.build();
    }
    int before = b.read(acc);
    if (s.combine() == Combine.SUM && s.body() instanceof Scalar.Binary(var fn, var l, var r) && fn == BinaryFn.MUL) {
      b.result(b.fma(b.lower(l, value), b.lower(r, value), before));
      return b.build();
    }
    int lowered = b.lower(s.body(), value);
    int body = isOrdered(s, value) ? OrderedBits.of(b, s.combine(), lowered) : lowered;
    b.result(switch (s.combine()) {
      case SUM -> b.add(before, body);
      case PRODUCT -> b.mul(before, body);
      case MAX -> b.max(before, body);
      case MIN -> b.min(before, body);
      case ASSIGN, FIRST_MAX, FIRST_MIN -> throw new AssertionError();
    });
    return b.build();
  }

  /// The first point wins always, a later one if it is better, or the first NaN.
  private static void position(ScalarCodeBuilder b, Structure s, int acc, DType value) {
    int position = b.read(acc);
    int best = b.read(acc + 1);
    int body = b.lower(s.body(), value);
    int better = b.compare(s.combine() == Combine.FIRST_MAX ? Opcode.GT : Opcode.LT, body, best);
    int firstNan = b.and(b.compare(Opcode.NE, body, body), b.compare(Opcode.EQ, best, best));
    int none = b.compare(Opcode.LT, position, b.constant(0, b.type(position)));
    int wins = b.or(none, b.or(better, firstNan));
    b.result(b.select(wins, b.index(s.position(), b.type(position)), position));
    b.result(b.select(wins, body, best));
  }
}
