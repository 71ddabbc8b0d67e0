package jacquard.ir.text;

import jacquard.ir.Dim;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// A loop nest as a file to read beside its kernel: the text that parses back, then, as comments, the loops as pseudo-code.
///
/// Emitted classes carry the line numbers of this file, so that stack traces and profiles point into it.
///
/// ```
/// // for n in [0, N)                      parallel
/// //   for o/16 in [0, 1)                 parallel
/// //     for q in [0, 24) by 8
/// //       for c in [0, 1)
/// //         acc[8 x 16] += r0 * r1
/// //       out[n, o, p, q] = tanh(acc + r2)
/// ```
public final class LoopListing {
  private static final int NOTE_COLUMN = 44;

  private final LoopNest nest;
  private final List<String> lines = new ArrayList<>();
  private final int[] loopLines;
  private int bodyLine;
  private int finishLine;

  private LoopListing(LoopNest nest) {
    this.nest = nest;
    this.loopLines = new int[nest.schedule().loops().size()];
    lines.addAll(LoopText.print(nest).lines().toList());
    loops();
  }

  public static LoopListing of(LoopNest nest) {
    return new LoopListing(nest);
  }

  public String text() {
    return String.join("\n", lines) + "\n";
  }

  /// The line, from 1, of loop number `loop`.
  public int lineOf(int loop) {
    return loopLines[loop];
  }

  /// The line of what one point of the domain does.
  public int bodyLine() {
    return bodyLine;
  }

  /// The line of what happens to an element after its last point.
  public int finishLine() {
    return finishLine;
  }

  private void loops() {
    Structure s = nest.structure();
    Schedule schedule = nest.schedule();
    AxisNames axes = AxisNames.of(s.axes());
    List<Integer> reduced = s.reducedAxes();
    String out = "out" + IndexText.print(s.write(), axes);
    int depth = 0;
    int elementDepth = 0;
    for (int l = 0; l < loopLines.length; l++) {
      if (!reduced.contains(schedule.loops().get(l).axis())) {
        elementDepth = depth + 1;
      }
      loopLines[l] = add(depth++, header(l), note(l));
    }
    String body = ScalarText.print(s.body(), axes);
    boolean accumulates = s.combine() != Combine.ASSIGN;
    String line = accumulates ? (s.writesApart() ? "acc" : out) + " " + s.combine().text() + "= " + body
        : out + " = " + finished(body, s, axes);
    bodyLine = add(depth, line, tile());
    finishLine = accumulates && s.writesApart() ? add(elementDepth, out + " = " + ScalarText.print(s.epilogue(), axes), "") : bodyLine;
  }

  private static String finished(String body, Structure s, AxisNames axes) {
    return s.hasEpilogue() ? ScalarText.print(s.epilogue(), axes) + " where acc = " + body : body;
  }

  private String header(int l) {
    Loop loop = nest.schedule().loops().get(l);
    Dim extent = nest.extent(l);
    return "for " + loop.text(nest.structure().axes().get(loop.axis()).name()) + " in [0, " + extent + ")";
  }

  private String note(int l) {
    Schedule schedule = nest.schedule();
    var notes = new ArrayList<String>();
    if (l < schedule.parallel()) {
      notes.add(schedule.step(l) == 1 ? "parallel" : "parallel, " + schedule.step(l) + " at a time");
    }
    if (l == schedule.vector() && schedule.lanes() > 1) {
      notes.add(schedule.lanes() + " lanes");
    }
    schedule.tile().ifPresent(t -> {
      if (l == t.rowLoop()) {
        notes.add(t.rows() + " rows in registers");
      }
    });
    return String.join(", ", notes);
  }

  private String tile() {
    return nest.schedule().tile().map(t -> t.rows() + " x " + t.blocks() + " blocks in registers"
        + (t.hoisted() > 0 ? ", first reduced loop outermost" : "")).orElse("");
  }

  private int add(int depth, String text, String note) {
    String line = "// " + "  ".repeat(depth) + text;
    lines.add(note.isEmpty() ? line : line + " ".repeat(Math.max(1, NOTE_COLUMN - line.length())) + note);
    return lines.size();
  }
}
