package jacquard.ir.text;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Loop nests: buffers with their layouts, the structure, and the schedule apart from it.
///
/// ```
/// nest "conv1" {
///   in "x": f32[N,1,28,28] @0123
///   in "w": f32[6,1,5,5] @0123/0:16
///   out "y": f32[N,6,24,24] @0123/1:16
///   for(n:N, o:6, p:24, q:24, c:1, r:5, s:5) read(r0=$0[n, c, p + r, q + s], r1=$1[o, c, r, s]) sum out[n, o, p, q] = r0 * r1
///   schedule (n, o/16, p, q, o%16, c, r, s) parallel 3 chunk 1 vector o%16 lanes 16 tile q 8 chunk 24 by o/16 1 hoist 0
/// }
/// ```
public final class LoopText {
  private LoopText() {}

  public static String print(LoopNest nest) {
    var text = new StringBuilder("nest ").append(Identifiers.quoted(nest.name())).append(" {\n");
    nest.operands().forEach(b -> text.append("  in ").append(print(b)).append('\n'));
    text.append("  out ").append(print(nest.result())).append('\n');
    text.append("  ").append(StructureText.print(nest.structure())).append('\n');
    text.append("  ").append(ScheduleText.print(nest.schedule(), nest.structure().axes())).append('\n');
    return text.append("}\n").toString();
  }

  /// All nests of a program, in order.
  public static String print(List<LoopNest> nests) {
    return nests.stream().map(LoopText::print).collect(Collectors.joining("\n"));
  }

  /// `"w": f32[6,1,5,5] @0123/0:16`.
  public static String print(Buffer buffer) {
    return Identifiers.quoted(buffer.name()) + ": " + buffer.type() + " @" + buffer.layout();
  }

  /// The nests of a text.
  ///
  /// Errors: `text/parse`.
  public static List<LoopNest> parseAll(String file, String text) {
    var in = new Lexer(file, text);
    var nests = new ArrayList<LoopNest>();
    while (in.peek().kind() != Token.Kind.END) {
      nests.add(parse(in));
    }
    return nests;
  }

  private static LoopNest parse(Lexer in) {
    in.expectName("nest");
    String name = in.string("the name of the nest");
    in.expect("{");
    var operands = new ArrayList<Buffer>();
    while (in.acceptName("in")) {
      operands.add(buffer(in));
    }
    in.expectName("out");
    Buffer result = buffer(in);
    Structure structure = StructureText.parse(in);
    List<Axis> axes = structure.axes();
    Schedule schedule = ScheduleText.parse(in, axes);
    in.expect("}");
    return new LoopNest(name, structure, operands, result, schedule);
  }

  /// What [#print(Buffer)] writes.
  public static Buffer buffer(Lexer in) {
    String name = in.string("the name of a buffer");
    in.expect(":");
    TensorType type = ShapeText.type(in);
    in.expect("@");
    return new Buffer(name, type, type.rank() == 0 ? Layout.plain(0) : ShapeText.layout(in));
  }
}
