package jacquard.compiler.layout;

import jacquard.compiler.step.StepValue;
import jacquard.ir.loop.Buffer;
import jacquard.ir.text.Identifiers;
import jacquard.ir.text.Lexer;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.ShapeText;
import jacquard.ir.text.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// The layouts of a graph, a line for each value in the order of the graph.
///
/// ```
/// layouts {
///   input "x": f32[N,16,7,7] @0123(0,0,0,1|0,0,0,1)
///   temporary "convolution3": f32[N,16,7,7] @0123/1:16 lanes 1 part of "concat5" from [0,0,0,0]
///   temporary "convolution4": f32[N,32,7,7] @0123/1:16 lanes 1 rows unblocked part of "concat5" from [0,16,0,0]
///   temporary "concat5": f32[N,48,7,7] @0123/1:16
/// }
/// ```
public final class LayoutText {
  private static final List<String> ROLES = Arrays.stream(StepValue.Role.values()).map(LayoutText::text).toList();

  private LayoutText() {}

  public static String print(List<ValueLayout> values) {
    return values.stream().map(v -> "  " + print(v) + "\n").collect(Collectors.joining("", "layouts {\n", "}\n"));
  }

  private static String print(ValueLayout value) {
    var text = new StringBuilder(text(value.role())).append(' ').append(LoopText.print(value.memory()));
    value.lanes().ifPresent(dim -> text.append(" lanes ").append(dim));
    text.append(value.unblockedRows() ? " rows unblocked" : "");
    value.part().ifPresent(p -> text.append(" part of ").append(Identifiers.quoted(p.of())).append(" from ")
        .append(p.offset().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))));
    return text.toString();
  }

  private static String text(StepValue.Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /// The layouts of a text.
  ///
  /// Errors: `text/parse`.
  public static List<ValueLayout> parse(String file, String text) {
    var in = new Lexer(file, text);
    in.expectName("layouts");
    in.expect("{");
    var values = new ArrayList<ValueLayout>();
    while (!in.accept("}")) {
      values.add(value(in));
    }
    return values;
  }

  private static ValueLayout value(Lexer in) {
    StepValue.Role role = role(in);
    Buffer memory = LoopText.buffer(in);
    OptionalInt lanes = in.acceptName("lanes") ? OptionalInt.of(in.integer()) : OptionalInt.empty();
    boolean unblocked = in.acceptName("rows");
    if (unblocked) {
      in.expectName("unblocked");
    }
    return new ValueLayout(role, memory, lanes, unblocked, in.acceptName("part") ? Optional.of(part(in)) : Optional.empty());
  }

  private static StepValue.Role role(Lexer in) {
    Token at = in.peek();
    int role = ROLES.indexOf(in.name("what a value is for"));
    if (role < 0) {
      throw in.error(at, "one of " + String.join(", ", ROLES));
    }
    return StepValue.Role.values()[role];
  }

  private static ValueLayout.Part part(Lexer in) {
    in.expectName("of");
    String home = in.string("the name of a value");
    in.expectName("from");
    return new ValueLayout.Part(home, ShapeText.integers(in));
  }
}
