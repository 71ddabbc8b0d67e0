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
import java.util.stream.IntStream;

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
    Token at = in.peek();
    int count = in.integer();
    if (count < 0) {
      throw in.error(at, "an extent of at least 0");
    }
    return new Dim(count, in.acceptName("N"));
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
    Token at = in.peek();
    if (at.kind() != Token.Kind.NUMBER) {
      throw in.error("a layout such as 0123/1:16");
    }
    List<Integer> order = in.next().text().chars().map(c -> c - '0').boxed().toList();
    if (!IntStream.range(0, order.size()).allMatch(order::contains)) {
      throw in.error(at, "each dimension from 0 once, such as 0123");
    }
    Layout layout = Layout.ordered(order);
    if (in.accept("/")) {
      do {
        layout = block(in, layout);
      } while (in.accept(","));
    }
    if (in.accept("(")) {
      List<Integer> lo = amounts(in, order.size(), "|");
      layout = layout.withHalo(lo, amounts(in, order.size(), ")"));
    }
    return layout;
  }

  private static Layout block(Lexer in, Layout layout) {
    Token at = in.peek();
    int dim = in.integer();
    if (dim < 0 || dim >= layout.rank() || layout.blocks().stream().anyMatch(b -> b.dim() == dim)) {
      throw in.error(at, "a dimension from 0 to " + (layout.rank() - 1) + ", each at most once");
    }
    in.expect(":");
    Token sizeAt = in.peek();
    int size = in.integer();
    if (size < 1) {
      throw in.error(sizeAt, "a positive block size");
    }
    return layout.blocked(dim, size);
  }

  /// A halo has an amount for each of `rank` dimensions.
  private static List<Integer> amounts(Lexer in, int rank, String end) {
    Token first = in.peek();
    var amounts = new ArrayList<Integer>();
    do {
      Token at = in.peek();
      amounts.add(in.integer());
      if (amounts.getLast() < 0) {
        throw in.error(at, "0 or more elements of halo");
      }
    } while (in.accept(","));
    if (amounts.size() != rank) {
      throw in.problem(first, "the halo has " + amounts.size() + " amounts, the layout " + rank + " dimensions", "one for each dimension");
    }
    in.expect(end);
    return Collections.unmodifiableList(amounts);
  }
}
