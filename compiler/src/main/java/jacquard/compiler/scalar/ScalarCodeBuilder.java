package jacquard.compiler.scalar;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Builds a [ScalarCode]. Every method returns the number of a value.
///
/// Equal instructions are one value; instructions on constants are folded with the very arithmetic they stand for ([BitArithmetic]), and
/// only identities that keep every bit are used: `1·x`, `x/1`, `x / 2ᵏ = x · 2⁻ᵏ`, `-(-x)`, `|-x|`, `select(c, x, x)`,
/// `max(x, c) = select(x ≤ c, c, x)`. Nothing is contracted: `mul` then `add` stay two roundings; one rounding has to be asked for with
/// [#fma].
public final class ScalarCodeBuilder {
  private final List<DType> reads;
  private final DType accumulator;
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Instruction, Integer> numbers = new HashMap<>();
  private final List<Integer> results = new ArrayList<>();
  private final List<IndexExpr> indices = new ArrayList<>();
  private final List<Dim> counts = new ArrayList<>();
  private int accumulated = -1;

  /// Access `k` has type `reads.get(k)`, the accumulated value type `accumulator`.
  public ScalarCodeBuilder(List<DType> reads, DType accumulator) {
    this.reads = List.copyOf(reads);
    this.accumulator = accumulator;
  }

  /// The value of `expression`, converted to type `result` if it has another; untyped leaves take `result` where nothing else says.
  public int lower(Scalar expression, DType result) {
    return new ScalarLowering(this).lower(expression, result);
  }

  /// Adds a result.
  public void result(int value) {
    results.add(value);
  }

  /// The code so far, without the instructions that no result needs.
  public ScalarCode build() {
    int[] number = new int[instructions.size()];
    boolean[] live = liveValues();
    var kept = new ArrayList<Instruction>();
    for (int i = 0; i < number.length; i++) {
      if (live[i]) {
        Instruction at = instructions.get(i);
        number[i] = kept.size();
        kept.add(new Instruction(at.op(), at.type(), renumber(number, at.a()), renumber(number, at.b()), renumber(number, at.c()),
            at.immediate()));
      }
    }
    return new ScalarCode(kept, results.stream().map(r -> number[r]).toList(), indices, counts);
  }

  private boolean[] liveValues() {
    boolean[] live = new boolean[instructions.size()];
    results.forEach(r -> live[r] = true);
    for (int i = live.length - 1; i >= 0; i--) {
      for (int n = 0; live[i] && n < instructions.get(i).op().arguments(); n++) {
        live[instructions.get(i).argument(n)] = true;
      }
    }
    return live;
  }

  private static int renumber(int[] number, int value) {
    return value < 0 ? value : number[value];
  }

  public DType type(int value) {
    return instructions.get(value).type();
  }

  DType readType(int access) {
    return reads.get(access);
  }

  DType accumulatorType() {
    return accumulator;
  }

  // leaves

  public int read(int access) {
    return intern(Instruction.leaf(Opcode.READ, reads.get(access), access));
  }

  public int acc() {
    return accumulated < 0 ? intern(Instruction.leaf(Opcode.ACC, accumulator, 0)) : accumulated;
  }

  /// From here on `value` is what has been accumulated.
  void accumulated(int value) {
    accumulated = value;
  }

  /// A function of the loop indices as a number of type `type`.
  public int index(IndexExpr expr, DType type) {
    return expr.isConstant() ? constant(expr.offset(), type) : intern(Instruction.leaf(Opcode.INDEX, type, numberOf(indices, expr)));
  }

  /// An extent as a number of type `type`.
  public int count(Dim dim, DType type) {
    return dim.perBatch() ? intern(Instruction.leaf(Opcode.COUNT, type, numberOf(counts, dim))) : constant(dim.count(), type);
  }

  private static <T> int numberOf(List<T> list, T element) {
    if (!list.contains(element)) {
      list.add(element);
    }
    return list.indexOf(element);
  }

  /// `value` rounded once to `type`.
  public int constant(double value, DType type) {
    return bits(BitArithmetic.bitsOf(value, type), type);
  }

  /// The constant with these bits (see [Instruction]).
  public int bits(long bits, DType type) {
    return intern(Instruction.leaf(Opcode.CONST, type, bits));
  }

  // arithmetic

  public int add(int a, int b) {
    return emit(Opcode.ADD, sameType(a, b), a, b);
  }

  public int sub(int a, int b) {
    return emit(Opcode.SUB, sameType(a, b), a, b);
  }

  public int mul(int a, int b) {
    if (isConst(a, 1)) {
      return b;
    }
    return isConst(b, 1) ? a : emit(Opcode.MUL, sameType(a, b), a, b);
  }

  public int div(int a, int b) {
    DType type = sameType(a, b);
    if (instructions.get(b).isConst() && BitArithmetic.isExactReciprocal(instructions.get(b).immediate(), type)) {
      return mul(a, constant(1 / BitArithmetic.valueOf(instructions.get(b).immediate(), type), type));
    }
    return emit(Opcode.DIV, type, a, b);
  }

  /// `a·b + c`, rounded once.
  public int fma(int a, int b, int c) {
    return emit(Opcode.FMA, sameType(a, sameTypeAs(b, c)), a, b, c);
  }

  /// `FAR_SIN` or `FAR_COS` of `x`, with `near` where `x` is not far.
  public int far(Opcode fn, int near, int x) {
    return emit(fn, sameType(near, x), near, x);
  }

  public int sqrt(int a) {
    return emit(Opcode.SQRT, type(a), a);
  }

  public int neg(int a) {
    return instructions.get(a).op() == Opcode.NEG ? instructions.get(a).a() : emit(Opcode.NEG, type(a), a);
  }

  public int abs(int a) {
    if (instructions.get(a).op() == Opcode.NEG) {
      return abs(instructions.get(a).a());
    }
    return emit(Opcode.ABS, type(a), a);
  }

  public int max(int a, int b) {
    return extreme(Opcode.MAX, Opcode.LE, a, b);
  }

  public int min(int a, int b) {
    return extreme(Opcode.MIN, Opcode.GE, a, b);
  }

  /// Of a number and a constant by one comparison, false for NaN, where a vector's instruction for any two takes six. A zero is not
  /// replaced by a constant zero of the sign that loses.
  private int extreme(Opcode op, Opcode orEqual, int a, int b) {
    boolean bounded = type(a).isFloat() && type(a) == type(b) && instructions.get(a).isConst() != instructions.get(b).isConst();
    if (!bounded) {
      return emit(op, sameType(a, b), a, b);
    }
    int x = instructions.get(a).isConst() ? b : a;
    int bound = x == a ? b : a;
    double value = BitArithmetic.valueOf(instructions.get(bound).immediate(), type(bound));
    if (Double.isNaN(value)) {
      return bound;
    }
    boolean loses = value == 0 && (op == Opcode.MAX) == (Math.copySign(1, value) < 0);
    Opcode beyond = !loses ? orEqual : op == Opcode.MAX ? Opcode.LT : Opcode.GT;
    return select(compare(beyond, x, bound), bound, x);
  }

  /// A comparison, `LT` to `NE`; on `bool` only `EQ` and `NE`.
  public int compare(Opcode fn, int a, int b) {
    if (sameType(a, b) == DType.BOOL) {
      return fn == Opcode.EQ ? not(xor(a, b)) : xor(a, b);
    }
    return emit(fn, DType.BOOL, a, b);
  }

  /// `test ? then : otherwise`.
  public int select(int test, int then, int otherwise) {
    if (then == otherwise) {
      return then;
    }
    Instruction known = instructions.get(test);
    if (known.isConst()) {
      return known.immediate() != 0 ? then : otherwise;
    }
    DType type = sameType(then, otherwise);
    return type == DType.BOOL ? or(and(test, then), and(not(test), otherwise)) : emit(Opcode.SELECT, type, test, then, otherwise);
  }

  public int and(int a, int b) {
    return emit(Opcode.AND, sameType(a, b), a, b);
  }

  public int or(int a, int b) {
    return emit(Opcode.OR, sameType(a, b), a, b);
  }

  public int xor(int a, int b) {
    return emit(Opcode.XOR, sameType(a, b), a, b);
  }

  public int not(int a) {
    return instructions.get(a).op() == Opcode.NOT ? instructions.get(a).a() : emit(Opcode.NOT, DType.BOOL, a);
  }

  /// `SHL`, `SHR` or `USHR` of an integer by a constant distance.
  public int shift(Opcode op, int a, int distance) {
    return fold(new Instruction(op, type(a), a, -1, -1, distance));
  }

  /// `a` as a number of type `to`, as Java casts; to `bool` by `!= 0`, from `bool` as 0 or 1.
  public int convert(DType to, int a) {
    DType from = type(a);
    if (from == to) {
      return a;
    }
    if (to == DType.BOOL) {
      return compare(Opcode.NE, a, constant(0, from));
    }
    return from == DType.BOOL ? select(a, constant(1, to), constant(0, to)) : emit(Opcode.CONVERT, to, a);
  }

  /// The bits of `a` as the float or integer type of the same width.
  public int bitcast(int a) {
    Instruction at = instructions.get(a);
    DType to = switch (at.type()) {
      case F32 -> DType.I32;
      case F64 -> DType.I64;
      case I32 -> DType.F32;
      case I64 -> DType.F64;
      case BOOL -> throw CompilerBug.of("a bool has no bits to cast: %%%d = %s", a, at.text());
    };
    return at.op() == Opcode.BITCAST ? at.a() : emit(Opcode.BITCAST, to, a);
  }

  // instructions

  private int emit(Opcode op, DType type, int... arguments) {
    return fold(new Instruction(op, type, arguments[0], arguments.length > 1 ? arguments[1] : -1,
        arguments.length > 2 ? arguments[2] : -1, 0));
  }

  private int fold(Instruction at) {
    long[] bits = new long[at.op().arguments()];
    for (int n = 0; n < bits.length; n++) {
      Instruction argument = instructions.get(at.argument(n));
      if (!argument.isConst()) {
        return intern(at);
      }
      bits[n] = argument.immediate();
    }
    return bits(BitArithmetic.apply(at, type(at.a()), bits), at.type());
  }

  private int intern(Instruction at) {
    return numbers.computeIfAbsent(at, fresh -> {
      instructions.add(fresh);
      return instructions.size() - 1;
    });
  }

  /// The value of constant `value` if it is one, otherwise NaN.
  double constantValue(int value) {
    Instruction at = instructions.get(value);
    return at.isConst() ? BitArithmetic.valueOf(at.immediate(), at.type()) : Double.NaN;
  }

  private boolean isConst(int value, double expected) {
    return constantValue(value) == expected;
  }

  private DType sameType(int a, int b) {
    return type(sameTypeAs(a, b));
  }

  private int sameTypeAs(int a, int b) {
    if (type(a) != type(b)) {
      throw CompilerBug.of("%s and %s in one instruction", instructions.get(a).text(), instructions.get(b).text());
    }
    return a;
  }
}
