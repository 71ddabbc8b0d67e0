package jacquard.ir.text;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Structures on one line: axes, reads, how and where points are combined, body, and epilogue where there is one.
///
/// ```
/// for(n:N, o:6, p:28, c:1, r:5) read(r0=$0[n, c, p + r - 2], r1=$1[o, c, r]) sum out[n, o, p] = r0 * r1 then max(acc, 0)
/// ```
///
/// `$0` is operand number 0; `?` after a read means that a point whose index falls outside is left out.
public final class StructureText {
  private StructureText() {}

  public static String print(Structure s) {
    AxisNames axes = AxisNames.of(s.axes());
    String reads = IntStream.range(0, s.reads().size()).mapToObj(k -> "r" + k + "=" + print(s.reads().get(k), k2 -> "$" + k2, axes))
        .collect(Collectors.joining(", ", "read(", ")"));
    return axes(s.axes()) + " " + reads + " " + s.combine().text() + " out" + IndexText.print(s.write(), axes) + " = "
        + ScalarText.print(s.body(), axes) + (s.hasEpilogue() ? " then " + ScalarText.print(s.epilogue(), axes) : "");
  }

  public static Structure parse(Lexer in) {
    List<Axis> axes = parseAxes(in);
    AxisNames names = AxisNames.of(axes);
    List<Access> reads = reads(in, names);
    Combine combine = combine(in);
    in.expectName("out");
    List<IndexExpr> write = IndexText.parseMap(in, names);
    in.expect("=");
    Scalar body = ScalarText.parse(in, names);
    return in.acceptName("then") ? new Structure(axes, reads, write, combine, body, ScalarText.parse(in, names))
        : new Structure(axes, reads, write, combine, body);
  }

  /// `for(n:N, o:6)`.
  public static String axes(List<Axis> axes) {
    return axes.stream().map(Axis::toString).collect(Collectors.joining(", ", "for(", ")"));
  }

  public static List<Axis> parseAxes(Lexer in) {
    in.expectName("for");
    in.expect("(");
    var axes = new ArrayList<Axis>();
    while (!in.accept(")")) {
      if (!axes.isEmpty()) {
        in.expect(",");
      }
      Token at = in.peek();
      String name = in.name("the name of an axis");
      if (axes.stream().anyMatch(a -> a.name().equals(name))) {
        throw in.problem(at, "two axes have the same name", "a name of its own");
      }
      in.expect(":");
      axes.add(new Axis(name, ShapeText.dim(in)));
    }
    return axes;
  }

  /// `$0[n, c, p + r - 1]`, the operand called as `operands` says.
  public static String print(Access access, IntFunction<String> operands, AxisNames axes) {
    return access.text(operands, axes::of);
  }

  /// What follows the operand of an access.
  public static Access parseAccess(Lexer in, int operand, AxisNames axes) {
    List<IndexExpr> map = IndexText.parseMap(in, axes);
    if (in.accept("?")) {
      return new Access(operand, map, Access.Outside.SKIP);
    }
    return new Access(operand, map, in.accept("!") ? Access.Outside.FACTOR : Access.Outside.ZERO);
  }

  private static List<Access> reads(Lexer in, AxisNames axes) {
    in.expectName("read");
    in.expect("(");
    var reads = new ArrayList<Access>();
    while (!in.accept(")")) {
      if (!reads.isEmpty()) {
        in.expect(",");
      }
      in.expectName("r" + reads.size());
      in.expect("=");
      in.expect("$");
      reads.add(parseAccess(in, in.integer(), axes));
    }
    return reads;
  }

  private static Combine combine(Lexer in) {
    Token at = in.peek();
    String name = in.name("how points are combined");
    return Arrays.stream(Combine.values()).filter(c -> c.text().equals(name)).findFirst().orElseThrow(() -> in.error(at,
        Arrays.stream(Combine.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ", "one of ", ""))));
  }
}
