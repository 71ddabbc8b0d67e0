package jacquard.ir.text;

import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Schedules on one line: the loops, outermost first, how many of them are parallel, and the vector and tile choices.
///
/// ```
/// schedule (n, o/16, p, q, o%16, c, r, s) parallel 3 chunk 1 vector o%16 lanes 16 tile q 8 chunk 24 by o/16 1 hoist 0
/// ```
///
/// Alone, without the nest that it belongs to, a schedule stands after the name and the axes: `"conv1" for(n:N, o:6, …) schedule (…) …`.
public final class ScheduleText {
  /// More than any nest has; listings indent each loop once more, and would not fit in memory.
  private static final int MOST_LOOPS = 1000;

  /// The schedule of the nest `nest`, whose loops run over `axes`.
  public record Named(String nest, List<Axis> axes, Schedule schedule) {
    public Named {
      axes = List.copyOf(axes);
    }

    public static Named of(LoopNest nest) {
      return new Named(nest.name(), nest.structure().axes(), nest.schedule());
    }
  }

  private ScheduleText() {}

  /// A line each.
  public static String print(List<Named> schedules) {
    return schedules.stream().map(n -> Identifiers.quoted(n.nest()) + " " + StructureText.axes(n.axes()) + " "
        + print(n.schedule(), n.axes()) + "\n").collect(Collectors.joining());
  }

  /// The schedules of a text.
  ///
  /// Errors: `text/parse`.
  public static List<Named> parseAll(String file, String text) {
    var in = new Lexer(file, text);
    var schedules = new ArrayList<Named>();
    while (in.peek().kind() != Token.Kind.END) {
      String nest = in.string("the name of a nest");
      List<Axis> axes = StructureText.parseAxes(in);
      schedules.add(new Named(nest, axes, parse(in, axes)));
    }
    return schedules;
  }

  public static String print(Schedule s, List<Axis> axes) {
    var text = new StringBuilder("schedule ")
        .append(s.loops().stream().map(l -> text(l, axes)).collect(Collectors.joining(", ", "(", ")")));
    text.append(" parallel ").append(s.parallel()).append(" chunk ").append(s.chunk());
    if (s.vector() >= 0) {
      text.append(" vector ").append(text(s.loops().get(s.vector()), axes)).append(" lanes ").append(s.lanes());
    }
    s.tile().ifPresent(t -> text.append(" tile ").append(text(s.loops().get(t.rowLoop()), axes)).append(' ').append(t.rows())
        .append(" chunk ").append(t.rowChunk()).append(" by ").append(text(s.loops().get(t.blockLoop()), axes)).append(' ')
        .append(t.blocks()).append(" hoist ").append(t.hoisted()));
    return text.toString();
  }

  private static String text(Loop loop, List<Axis> axes) {
    return loop.text(axes.get(loop.axis()).name());
  }

  public static Schedule parse(Lexer in, List<Axis> axes) {
    in.expectName("schedule");
    AxisNames names = AxisNames.of(axes);
    var loops = new ArrayList<Loop>();
    in.expect("(");
    while (!in.accept(")")) {
      if (!loops.isEmpty()) {
        in.expect(",");
      }
      if (loops.size() == MOST_LOOPS) {
        throw in.problem(in.peek(), "a schedule has too many loops", "at most " + MOST_LOOPS);
      }
      loops.add(loop(in, names));
    }
    in.expectName("parallel");
    int parallel = in.integer();
    in.expectName("chunk");
    int chunk = positive(in);
    int vector = -1;
    int lanes = 1;
    if (in.acceptName("vector")) {
      vector = member(in, names, loops);
      in.expectName("lanes");
      lanes = positive(in);
    }
    return new Schedule(loops, parallel, chunk, vector, lanes, in.acceptName("tile") ? Optional.of(tile(in, names, loops))
        : Optional.empty());
  }

  private static Schedule.Tile tile(Lexer in, AxisNames names, List<Loop> loops) {
    int rowLoop = member(in, names, loops);
    int rows = positive(in);
    in.expectName("chunk");
    int rowChunk = positive(in);
    in.expectName("by");
    int blockLoop = member(in, names, loops);
    int blocks = positive(in);
    in.expectName("hoist");
    return new Schedule.Tile(rowLoop, rows, rowChunk, blockLoop, blocks, in.integer());
  }

  private static int positive(Lexer in) {
    Token at = in.peek();
    int number = in.integer();
    if (number < 1) {
      throw in.error(at, "a whole number of at least 1");
    }
    return number;
  }

  private static int member(Lexer in, AxisNames names, List<Loop> loops) {
    Token at = in.peek();
    int number = loops.indexOf(loop(in, names));
    if (number < 0) {
      throw in.error(at, "one of the loops of this schedule");
    }
    return number;
  }

  private static Loop loop(Lexer in, AxisNames names) {
    Token at = in.peek();
    int axis = names.number(in.name("the name of an axis"));
    if (axis < 0) {
      throw in.error(at, names.expected());
    }
    if (in.accept("/")) {
      return Loop.blocks(axis, positive(in));
    }
    return in.accept("%") ? Loop.within(axis, positive(in)) : Loop.whole(axis);
  }
}
