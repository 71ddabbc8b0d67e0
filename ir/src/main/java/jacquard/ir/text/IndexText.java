package jacquard.ir.text;

import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Index expressions: `2*p + r - 1`, `(c / 16)`, `(c % 16)`, `clamp(h - 1, 0, 27)`, and `$1[n, j]`, an index loaded from operand 1.
///
/// ```
/// sum     := ["-"] product { ("+" | "-") product }
/// product := atom { "*" atom | "/" int | "%" int }      one side of * is a number; / rounds down
/// atom    := int | AXIS | "(" sum ")" | "clamp" "(" sum "," int "," int ")" | "$" int "[" [sum {"," sum}] "]"
/// ```
///
/// What is read is put into the normal form of [IndexExpr].
public final class IndexText {
  private final Lexer in;
  private final AxisNames axes;

  private IndexText(Lexer in, AxisNames axes) {
    this.in = in;
    this.axes = axes;
  }

  public static String print(IndexExpr expr, AxisNames axes) {
    return expr.text(axes::of);
  }

  /// `[n, c, p + r - 1]`.
  public static String print(List<IndexExpr> map, AxisNames axes) {
    return map.stream().map(m -> print(m, axes)).collect(Collectors.joining(", ", "[", "]"));
  }

  public static IndexExpr parse(Lexer in, AxisNames axes) {
    Token at = in.peek();
    try {
      return new IndexText(in, axes).sum();
    } catch (ArithmeticException e) {
      throw in.problem(at, "an index does not fit into 32 bits", "factors and offsets within 32 bits");
    }
  }

  public static List<IndexExpr> parseMap(Lexer in, AxisNames axes) {
    var map = new ArrayList<IndexExpr>();
    in.expect("[");
    while (!in.accept("]")) {
      if (!map.isEmpty()) {
        in.expect(",");
      }
      map.add(parse(in, axes));
    }
    return map;
  }

  private IndexExpr sum() {
    IndexExpr sum = in.accept("-") ? IndexExpr.ZERO.minus(product()) : product();
    while (true) {
      if (in.accept("+")) {
        sum = sum.plus(product());
      } else if (in.accept("-")) {
        sum = sum.minus(product());
      } else {
        return sum;
      }
    }
  }

  private IndexExpr product() {
    IndexExpr product = atom();
    while (true) {
      Token at = in.peek();
      if (in.accept("*")) {
        product = times(at, product, atom());
      } else if (in.accept("/")) {
        product = product.floorDiv(divisor());
      } else if (in.accept("%")) {
        product = product.mod(divisor());
      } else {
        return product;
      }
    }
  }

  private IndexExpr times(Token at, IndexExpr a, IndexExpr b) {
    if (!a.isConstant() && !b.isConstant()) {
      throw in.problem(at, "a product of two loop indices", "a number on one side");
    }
    return a.isConstant() ? b.times(a.offset()) : a.times(b.offset());
  }

  private int divisor() {
    Token at = in.peek();
    int by = in.integer();
    if (by < 1) {
      throw in.error(at, "a positive divisor");
    }
    return by;
  }

  private IndexExpr atom() {
    Token at = in.peek();
    if (at.kind() == Token.Kind.NUMBER) {
      return IndexExpr.of(in.integer());
    }
    if (in.accept("(")) {
      IndexExpr inner = sum();
      in.expect(")");
      return inner;
    }
    if (in.accept("$")) {
      return IndexExpr.load(in.integer(), parseMap(in, axes));
    }
    if (at.isName("clamp") && in.peek(1).is("(")) {
      return clamp();
    }
    int axis = at.kind() == Token.Kind.NAME ? axes.number(at.text()) : -1;
    if (axis < 0) {
      throw in.error(axes.expected());
    }
    in.next();
    return IndexExpr.var(axis);
  }

  private IndexExpr clamp() {
    in.next();
    in.expect("(");
    IndexExpr inner = sum();
    in.expect(",");
    Token at = in.peek();
    int lo = in.integer();
    in.expect(",");
    int hi = in.integer();
    if (lo > hi) {
      throw in.problem(at, "the bounds of clamp are exchanged", "a lower bound at most the upper bound");
    }
    in.expect(")");
    return inner.clamp(lo, hi);
  }
}
