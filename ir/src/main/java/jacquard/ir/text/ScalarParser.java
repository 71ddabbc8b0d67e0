package jacquard.ir.text;

import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what [ScalarText] prints.
final class ScalarParser {
  private static final int LOOSEST = 1;
  private static final int COMPARISON = 3;
  private static final int TIGHTEST = 5;

  private final Lexer in;
  private final AxisNames axes;

  ScalarParser(Lexer in, AxisNames axes) {
    this.in = in;
    this.axes = axes;
  }

  Scalar expression() {
    return operators(LOOSEST);
  }

  /// Operands of operators that bind at least as tightly as `rank`.
  private Scalar operators(int rank) {
    if (rank > TIGHTEST) {
      return prefix();
    }
    Scalar left = operators(rank + 1);
    if (rank == COMPARISON) {
      CompareFn comparison = comparison();
      return comparison == null ? left : new Scalar.Compare(comparison, left, operators(rank + 1));
    }
    for (BinaryFn fn = operator(rank); fn != null; fn = operator(rank)) {
      left = new Scalar.Binary(fn, left, operators(rank + 1));
    }
    return left;
  }

  private @Nullable CompareFn comparison() {
    return Arrays.stream(CompareFn.values()).filter(fn -> in.accept(ScalarText.symbol(fn))).findFirst().orElse(null);
  }

  private @Nullable BinaryFn operator(int rank) {
    return Arrays.stream(BinaryFn.values())
        .filter(fn -> ScalarText.rank(fn) == rank && in.accept(ScalarText.symbol(fn))).findFirst().orElse(null);
  }

  private Scalar prefix() {
    if (in.peek().is("-") && !Numbers.starts(in.peek(1))) {
      in.next();
      return new Scalar.Unary(UnaryFn.NEG, prefix());
    }
    return in.peek().is("-") || Numbers.starts(in.peek()) ? new Scalar.Const(Numbers.readDouble(in)) : leaf();
  }

  private Scalar leaf() {
    if (in.accept("(")) {
      Scalar inner = expression();
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
        || name.equals("select") || name.equals("random");
    if (!known) {
      throw in.problem(at, "no scalar expression is called " + name, "a number, r0, acc, idx, count, select, random, an element type, "
          + "or a function such as exp or max");
    }
    in.expect("(");
    Scalar result;
    if (unary.isPresent()) {
      result = new Scalar.Unary(unary.get(), expression());
    } else if (type.isPresent()) {
      result = new Scalar.Cast(type.get(), expression());
    } else if (binary.isPresent()) {
      result = new Scalar.Binary(binary.get(), expression(), behindComma());
    } else {
      result = switch (name) {
        case "idx" -> new Scalar.Index(IndexText.parse(in, axes));
        case "count" -> new Scalar.Count(ShapeText.dim(in));
        case "random" -> new Scalar.Random(in.integer(), behindComma(), behindComma(), behindComma());
        default -> new Scalar.Select(expression(), behindComma(), behindComma());
      };
    }
    in.expect(")");
    return result;
  }

  private Scalar behindComma() {
    in.expect(",");
    return expression();
  }
}
