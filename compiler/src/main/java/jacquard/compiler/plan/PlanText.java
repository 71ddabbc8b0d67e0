package jacquard.compiler.plan;

import jacquard.ir.DType;
import jacquard.ir.loop.Buffer;
import jacquard.ir.text.Identifiers;
import jacquard.ir.text.Lexer;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.ShapeText;
import jacquard.ir.text.Token;
import jacquard.runtime.Binding;
import jacquard.runtime.Call;
import jacquard.runtime.Elements;
import jacquard.runtime.Plan;
import jacquard.runtime.TileGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Plans: where inputs lie, the calls in order with where their operands and result lie, where outputs lie. Tiles of several blocks of
/// channels over the same places are written `tiles 222 in 2 blocks of 111`.
///
/// ```
/// plan batch 32 lower 401408 scratch (f32 100364) {
///   in "x": f32[N,1,28,28] @0123 at scratch 12
///   call 0 "conv2.conv1" (scratch 12, constants 12, scratch 25100) examples 0 to 32 of 32 tiles 128 parallel
///   out "y": f32[N,10] @01 at scratch 12
/// }
/// ```
public final class PlanText {
  private static final List<String> SEGMENTS = List.of("scratch", "state", "constants");
  /// First example, end and batch size, the last arguments.
  private static final int EXAMPLES = 3;

  private PlanText() {}

  public static String segment(int segment) {
    return segment >= 0 && segment < SEGMENTS.size() ? SEGMENTS.get(segment) : Integer.toString(segment);
  }

  public static String print(Plan plan) {
    var text = new StringBuilder("plan batch ").append(plan.batch()).append(" lower ").append(plan.lowerBound()).append(" scratch ")
        .append(print(plan.scratch())).append(" {\n");
    plan.inputs().forEach(b -> text.append("  in ").append(print(b)).append('\n'));
    plan.calls().forEach(c -> text.append("  call ").append(print(c)).append('\n'));
    plan.outputs().forEach(b -> text.append("  out ").append(print(b)).append('\n'));
    return text.append("}\n").toString();
  }

  private static String print(Elements elements) {
    return Arrays.stream(DType.values()).filter(t -> elements.get(t) > 0)
        .map(t -> t.name().toLowerCase(Locale.ROOT) + " " + elements.get(t))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String print(Binding b) {
    return LoopText.print(new Buffer(b.name(), b.type(), b.layout())) + " at " + segment(b.segment()) + " " + b.offset();
  }

  private static String print(Call call) {
    int[] args = call.args();
    var places = new ArrayList<String>();
    for (int a = 0; a < args.length - EXAMPLES; a += 2) {
      places.add(segment(args[a]) + " " + args[a + 1]);
    }
    int at = args.length - EXAMPLES;
    return call.kernel() + " " + Identifiers.quoted(call.label()) + " (" + String.join(", ", places) + ") examples " + args[at] + " to "
        + args[at + 1]
        + " of " + args[at + 2] + " tiles " + call.tiles() + blocks(call.grid()) + (call.parallel() ? " parallel" : "");
  }

  private static String blocks(TileGrid grid) {
    return grid.blocks() == 1 ? "" : " in " + grid.blocks() + " blocks of " + grid.places();
  }

  /// The plan of a text.
  ///
  /// Errors: `text/parse`.
  public static Plan parse(String file, String text) {
    var in = new Lexer(file, text);
    in.expectName("plan");
    in.expectName("batch");
    int batch = in.integer();
    in.expectName("lower");
    long lower = in.longInteger();
    in.expectName("scratch");
    Elements scratch = elements(in);
    in.expect("{");
    var inputs = new ArrayList<Binding>();
    while (in.acceptName("in")) {
      inputs.add(binding(in));
    }
    var calls = new ArrayList<Call>();
    while (in.acceptName("call")) {
      calls.add(call(in));
    }
    var outputs = new ArrayList<Binding>();
    while (in.acceptName("out")) {
      outputs.add(binding(in));
    }
    in.expect("}");
    return new Plan(batch, calls, scratch, inputs, outputs, lower);
  }

  private static Elements elements(Lexer in) {
    Elements elements = Elements.NONE;
    in.expect("(");
    while (!in.accept(")")) {
      if (!elements.equals(Elements.NONE)) {
        in.expect(",");
      }
      DType type = ShapeText.dtype(in);
      elements = elements.with(type, in.longInteger());
    }
    return elements;
  }

  private static Binding binding(Lexer in) {
    Buffer buffer = LoopText.buffer(in);
    in.expectName("at");
    return new Binding(buffer.name(), buffer.type(), buffer.layout(), segment(in), in.integer());
  }

  private static int segment(Lexer in) {
    Token at = in.peek();
    int segment = SEGMENTS.indexOf(in.name("a segment"));
    if (segment < 0) {
      throw in.error(at, "one of " + String.join(", ", SEGMENTS));
    }
    return segment;
  }

  private static Call call(Lexer in) {
    int kernel = in.integer();
    String label = in.string("the name of a step");
    var args = new ArrayList<Integer>();
    in.expect("(");
    while (!in.accept(")")) {
      if (!args.isEmpty()) {
        in.expect(",");
      }
      args.add(segment(in));
      args.add(in.integer());
    }
    for (String word : List.of("examples", "to", "of")) {
      in.expectName(word);
      args.add(in.integer());
    }
    in.expectName("tiles");
    TileGrid grid = grid(in);
    return new Call(kernel, args.stream().mapToInt(Integer::intValue).toArray(), grid, in.acceptName("parallel"), label, "");
  }

  private static TileGrid grid(Lexer in) {
    Token at = in.peek();
    int tiles = in.integer();
    if (!in.acceptName("in")) {
      return TileGrid.row(tiles);
    }
    int blocks = in.integer();
    in.expectName("blocks");
    in.expectName("of");
    int places = in.integer();
    if (blocks < 1 || (long) blocks * places != tiles) {
      throw in.error(at, "as many tiles as the blocks have");
    }
    return new TileGrid(blocks, places);
  }
}
