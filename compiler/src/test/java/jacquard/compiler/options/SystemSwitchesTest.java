package jacquard.compiler.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets properties of the process")
class SystemSwitchesTest {
  private static final String SWITCH = "jacquard.dump.kernel";
  private static final String MISSPELT = "jacquard.dump.kernels";

  @AfterEach
  void clear() {
    System.clearProperty(SWITCH);
    System.clearProperty(MISSPELT);
  }

  @Test
  void everyChangeOfAPropertyIsSeen() {
    assertEquals("*", Pipelines.switches().dumpKernel());
    System.setProperty(SWITCH, "conv*");
    assertEquals("conv*", Pipelines.switches().dumpKernel());
    System.setProperty(SWITCH, "pool*");
    assertEquals("pool*", Pipelines.switches().dumpKernel());
    System.clearProperty(SWITCH);
    assertEquals("*", Pipelines.switches().dumpKernel());
  }

  @Test
  void aMisspeltNameIsRefusedEveryTime() {
    System.setProperty(MISSPELT, "conv*");
    for (int i = 0; i < 2; i++) {
      assertEquals("switch/unknown", assertThrows(UserError.class, Pipelines::switches).code());
    }
  }

  @Test
  void nothingIsReadAgainWhereNothingHasChanged() {
    CompilerSwitches before = Pipelines.switches();
    assertSame(before, Pipelines.switches());
    assertNotSame(before, CompilerSwitches.fromSystem(CompilerSwitches.PassIds.NONE));
  }
}
