package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TuningTest {
  private static final String FIRST = "0123456789abcdef";
  private static final String SECOND = "fedcba9876543210";
  private static final String SCHEDULE = "schedule (n, o/16, o%16, k) parallel 2 chunk 1 vector o%16 lanes 16 "
      + "tile n 5 chunk 35 by o/16 1 hoist 0";

  @TempDir
  Path folder = Path.of("");

  @Test
  void aFileIsReadAsItWasWritten() {
    Path file = folder.resolve("tuning");
    assertEquals(Tuning.NONE, Tuning.readOrNone(file));
    Tuning tuning = Tuning.of(Map.of(FIRST, new Tuning.Choice(SCHEDULE, "conv1, relu"), SECOND, new Tuning.Choice("schedule ()", "")));
    tuning.write(file);
    assertEquals(tuning, Tuning.read(file));
    assertEquals(tuning, Tuning.readOrNone(file));
    Tuning.NONE.write(file);
    assertEquals(Tuning.NONE, Tuning.read(file));
  }

  @Test
  void theNewerMeasurementCounts() {
    Tuning old = Tuning.of(Map.of(FIRST, new Tuning.Choice("schedule (a)", "x"), SECOND, new Tuning.Choice("schedule (b)", "y")));
    Tuning both = old.and(Tuning.of(Map.of(FIRST, new Tuning.Choice("schedule (c)", "z"))));
    assertEquals(Tuning.of(Map.of(FIRST, new Tuning.Choice("schedule (c)", "z"), SECOND, new Tuning.Choice("schedule (b)", "y"))), both);
    assertEquals(2, both.size());
  }

  @Test
  void whatIsNoTuningIsRefused() throws IOException {
    Path file = folder.resolve("tuning");
    for (String text : List.of("", "jacquard tuning 2\n", "PK\u0003\u0004", "jacquard tuning 1\nconv1 faster please\n",
        "jacquard tuning 1\n0123 " + SCHEDULE, "jacquard tuning 1\n\n" + FIRST + " " + "x".repeat(10_000))) {
      Files.writeString(file, text);
      UserError error = assertThrows(UserError.class, () -> Tuning.read(file));
      assertEquals("tuning/file", error.code());
      assertTrue(error.getMessage().contains(file.toString()) && error.getMessage().length() < 1000, error::getMessage);
    }
    Files.writeString(file, "jacquard tuning 1\n\nwrong\n");
    assertTrue(assertThrows(UserError.class, () -> Tuning.read(file)).getMessage().contains(file + ":3"));
    assertEquals("tuning/missing", assertThrows(UserError.class, () -> Tuning.read(folder.resolve("tunign"))).code());
    assertEquals("tuning/unreadable", assertThrows(UserError.class, () -> Tuning.read(folder)).code());
  }
}
