package jacquard.ir.text;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads extents `16N`, shapes `[N,16,10]`, types `f32[N,16,10]`, lists `[1,-2]` and layouts `0123/1:16(0,0|2,2)`.
///
/// The records print themselves; lists print here.
public final class ShapeText {
  private ShapeText() {}

  public static TensorType type(Lexer in) {
    return new TensorType(dtype(in), shape(in));
  }

  public static DType dtype(Lexer in) {
    Token at = in.peek();
    String name = in.name("an element type");
    return Arrays.stream(DType.values()).filter(t -> t.text().equals(name)).findFirst()
        .orElseThrow(() -> in.error(at, "one of f32, f64, i32, i64, bool"));
  }

  public static Shape shape(Lexer in) {
    return Shape.of(list(in, () -> dim(in)));
  }

  /// `28`, `N` or `16N`.
  public static Dim dim(Lexer in) {
    if (in.acceptName("N")) {
      return Dim.BATCH;
    }
    if (in.peek().kind() != Token.Kind.NUMBER) {
      throw in.error("an extent such as 28, N or 16N");
    }
    return new Dim(in.integer(), in.acceptName("N"));
  }

  public static List<Integer> integers(Lexer in) {
    return list(in, in::integer);
  }

  public static String integers(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  /// Items between brackets, separated by commas.
  public static <T> List<T> list(Lexer in, Supplier<T> item) {
    in.expect("[");
    var items = new ArrayList<T>();
    while (!in.accept("]")) {
      if (!items.isEmpty()) {
        in.expect(",");
      }
      items.add(item.get());
    }
    return items;
  }

  /// What `Layout.toString` writes; a layout of no dimensions has no text of its own.
  public static Layout layout(Lexer in) {
    if (in.peek().kind() != Token.Kind.NUMBER) {
      throw in.error("a layout such as 0123/1:16");
    }
    Layout layout = Layout.ordered(in.next().text().chars().map(c -> c - '0').boxed().toList());
    if (in.accept("/")) {
      do {
        int dim = in.integer();
        in.expect(":");
        layout = layout.blocked(dim, in.integer());
      } while (in.accept(","));
    }
    if (in.accept("(")) {
      List<Integer> lo = amounts(in, "|");
      layout = layout.withHalo(lo, amounts(in, ")"));
    }
    return layout;
  }

  private static List<Integer> amounts(Lexer in, String end) {
    var amounts = new ArrayList<Integer>();
    do {
      amounts.add(in.integer());
    } while (in.accept(","));
    in.expect(end);
    return Collections.unmodifiableList(amounts);
  }
}
