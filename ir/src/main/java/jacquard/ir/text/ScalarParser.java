package jacquard.ir.text;

import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what [ScalarText] prints.
final class ScalarParser {
  private static final int LOOSEST = 1;
  private static final int COMPARISON = 3;
  private static final int TIGHTEST = 5;
  /// Those of the longest expression the compiler fuses are 257; twice as many run through all that recurses over expressions on the
  /// stack of a thread, 1 MB.
  private static final int MOST_LEVELS = 300;

  private final Lexer in;
  private final AxisNames axes;

  ScalarParser(Lexer in, AxisNames axes) {
    this.in = in;
    this.axes = axes;
  }

  Scalar expression() {
    Token at = in.peek();
    Scalar read = operators(LOOSEST);
    if (levels(read) > MOST_LEVELS) {
      throw in.problem(at, "the expression here nests too deep", "at most " + MOST_LEVELS + " levels, which a sum of that many terms has");
    }
    return read;
  }

  /// Operands of operators that bind at least as tightly as `rank`; comparisons do not chain.
  private Scalar operators(int rank) {
    Scalar left = prefix();
    int tightest = TIGHTEST;
    while (true) {
      BinaryFn fn = operator(rank, tightest);
      if (fn != null) {
        left = new Scalar.Binary(fn, left, operators(ScalarText.rank(fn) + 1));
        continue;
      }
      CompareFn comparison = rank <= COMPARISON && COMPARISON <= tightest ? comparison() : null;
      if (comparison == null) {
        return left;
      }
      left = new Scalar.Compare(comparison, left, operators(COMPARISON + 1));
      tightest = COMPARISON - 1;
    }
  }

  /// How deep `root` is, found without recursion, which an expression too deep would exhaust.
  private static int levels(Scalar root) {
    var level = List.of(root);
    int levels = 0;
    while (!level.isEmpty() && levels <= MOST_LEVELS) {
      level = level.stream().flatMap(ScalarParser::parts).toList();
      levels++;
    }
    return levels;
  }

  private static Stream<Scalar> parts(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> Stream.of();
      case Scalar.Count c -> Stream.of();
      case Scalar.Read r -> Stream.of();
      case Scalar.Acc a -> Stream.of();
      case Scalar.Index i -> Stream.of();
      case Scalar.Table(var values, var at) -> Stream.of(at);
      case Scalar.Unary(var fn, var of) -> Stream.of(of);
      case Scalar.Binary(var fn, var l, var r) -> Stream.of(l, r);
      case Scalar.Compare(var fn, var l, var r) -> Stream.of(l, r);
      case Scalar.Select(var t, var a, var b) -> Stream.of(t, a, b);
      case Scalar.Cast(var to, var of) -> Stream.of(of);
      case Scalar.Random(int stream, var seed, var step, var element) -> Stream.of(seed, step, element);
    };
  }

  private @Nullable CompareFn comparison() {
    return Arrays.stream(CompareFn.values()).filter(fn -> in.accept(ScalarText.symbol(fn))).findFirst().orElse(null);
  }

  private @Nullable BinaryFn operator(int loosest, int tightest) {
    return Arrays.stream(BinaryFn.values()).filter(fn -> loosest <= ScalarText.rank(fn) && ScalarText.rank(fn) <= tightest
        && in.accept(ScalarText.symbol(fn))).findFirst().orElse(null);
  }

  private Scalar prefix() {
    int negations = 0;
    while (in.peek().is("-") && !Numbers.starts(in.peek(1))) {
      in.next();
      negations++;
    }
    Scalar value = in.peek().is("-") || Numbers.starts(in.peek()) ? new Scalar.Const(Numbers.readDouble(in)) : leaf();
    for (int i = 0; i < negations; i++) {
      value = new Scalar.Unary(UnaryFn.NEG, value);
    }
    return value;
  }

  private Scalar leaf() {
    if (in.accept("(")) {
      Scalar inner = operators(LOOSEST);
      in.expect(")");
      return inner;
    }
    Token at = in.peek();
    String name = in.name("a scalar expression");
    if (name.equals("acc")) {
      return new Scalar.Acc();
    }
    if (name.matches("r[0-9]{1,8}")) {
      return new Scalar.Read(Integer.parseInt(name.substring(1)));
    }
    return function(at, name);
  }

  private Scalar function(Token at, String name) {
    Optional<UnaryFn> unary = Arrays.stream(UnaryFn.values()).filter(fn -> fn != UnaryFn.NEG && fn.text().equals(name)).findFirst();
    Optional<BinaryFn> binary = Arrays.stream(BinaryFn.values())
        .filter(fn -> ScalarText.isFunction(fn) && fn.text().equals(name)).findFirst();
    Optional<DType> type = Arrays.stream(DType.values()).filter(t -> t.text().equals(name)).findFirst();
    boolean known = unary.isPresent() || binary.isPresent() || type.isPresent() || name.equals("idx") || name.equals("count")
        || name.equals("select") || name.equals("random") || name.equals("table");
    if (!known) {
      throw in.problem(at, "no scalar expression is called " + name, "a number, r0, acc, idx, count, table, select, random, an element "
          + "type, or a function such as exp or max");
    }
    in.expect("(");
    Scalar result;
    if (unary.isPresent()) {
      result = new Scalar.Unary(unary.get(), operators(LOOSEST));
    } else if (type.isPresent()) {
      result = new Scalar.Cast(type.get(), operators(LOOSEST));
    } else if (binary.isPresent()) {
      result = new Scalar.Binary(binary.get(), operators(LOOSEST), behindComma());
    } else {
      result = switch (name) {
        case "idx" -> new Scalar.Index(IndexText.parse(in, axes));
        case "count" -> new Scalar.Count(ShapeText.dim(in));
        case "table" -> table();
        case "random" -> new Scalar.Random(in.integer(), behindComma(), behindComma(), behindComma());
        default -> new Scalar.Select(operators(LOOSEST), behindComma(), behindComma());
      };
    }
    in.expect(")");
    return result;
  }

  private Scalar table() {
    Scalar at = operators(LOOSEST);
    var values = new ArrayList<Double>();
    while (in.accept(",")) {
      values.add(Numbers.readDouble(in));
    }
    return new Scalar.Table(values, at);
  }

  private Scalar behindComma() {
    in.expect(",");
    return operators(LOOSEST);
  }
}
