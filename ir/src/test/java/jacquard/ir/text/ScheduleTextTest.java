package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Dim;
import jacquard.ir.UserError;
import jacquard.ir.loop.Axis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of schedules: sizes of blocks, vectors, tiles and shares are at least 1.
final class ScheduleTextTest {
  private static final List<Axis> AXES = List.of(new Axis("n", Dim.BATCH), new Axis("c", Dim.of(32)));

  @Test
  void whatIsReadPrintsAgain() {
    String text = "schedule (n, c/16, c%16) parallel 2 chunk 1 vector c%16 lanes 16 tile n 4 chunk 4 by c/16 2 hoist 0";
    assertEquals(text, ScheduleText.print(ScheduleText.parse(new Lexer("schedule", text), AXES), AXES));
  }

  @Test
  void aloneTheyBringTheirAxes() {
    String text = """
        "conv1" for(n:N, c:32) schedule (n, c/16, c%16) parallel 2 chunk 1 vector c%16 lanes 16
        "pool 2" for(n:N) schedule (n) parallel 1 chunk 4
        """;
    List<ScheduleText.Named> schedules = ScheduleText.parseAll("schedules", text);
    assertEquals(List.of("conv1", "pool 2"), schedules.stream().map(ScheduleText.Named::nest).toList());
    assertEquals(AXES, schedules.getFirst().axes());
    assertEquals(text, ScheduleText.print(schedules));
  }

  /// Found by mutating texts: a listing of 17,000 loops, each indented once more, filled a heap of 512 MB.
  @Test
  void moreLoopsThanAnyNestHasAreRefused() {
    var in = new Lexer("schedule", "schedule (n" + ", c".repeat(17_000) + ") parallel 1 chunk 1");
    UserError refused = assertThrows(UserError.class, () -> ScheduleText.parse(in, AXES));
    assertEquals("text/parse", refused.code());
    assertTrue(refused.problem().endsWith("a schedule has too many loops"), refused::problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(n, c/0, c%16) parallel 1 chunk 1", "(n, c/-1, c%16) parallel 1 chunk 1", "(n, c/16, c%0) parallel 1 chunk 1",
      "(n, c) parallel 1 chunk 0", "(n, c/16, c%16) parallel 1 chunk 1 vector c%16 lanes 0",
      "(n, c/16, c%16) parallel 1 chunk 1 vector c%16 lanes 16 tile n 0 chunk 4 by c/16 2 hoist 0"})
  void sizesBelowOneAreRefused(String text) {
    var in = new Lexer("schedule", "schedule " + text);
    assertEquals("text/parse", assertThrows(UserError.class, () -> ScheduleText.parse(in, AXES)).code());
  }
}
