package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VectorSupportTest {
  private static final String C2 = "mixed mode, sharing";
  private final List<String> warnings = new ArrayList<>();

  private int choose(OptionalInt forced, OptionalInt preferred, String vmInfo) {
    return VectorSupport.choose(forced, preferred, vmInfo, warnings::add);
  }

  @Test
  void theMachineDecides() {
    assertEquals(512, choose(OptionalInt.empty(), OptionalInt.of(512), C2));
    assertEquals(512, choose(OptionalInt.empty(), OptionalInt.of(2048), C2));
    assertEquals(0, choose(OptionalInt.empty(), OptionalInt.of(64), C2));
    assertEquals(List.of(), warnings);
  }

  @Test
  void scalarWithoutC2UnlessForced() {
    for (String vmInfo : List.of("interpreted mode, sharing", "mixed mode, emulated-client, sharing")) {
      assertEquals(0, choose(OptionalInt.empty(), OptionalInt.of(512), vmInfo));
      assertEquals(128, choose(OptionalInt.of(128), OptionalInt.of(512), vmInfo));
    }
  }

  @Test
  void aMissingModuleIsNamedOnce() {
    assertEquals(0, choose(OptionalInt.empty(), OptionalInt.empty(), C2));
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().contains("--add-modules jdk.incubator.vector"));
    assertTrue(warnings.getFirst().contains("10 times slower"));
  }

  @Test
  void forcingAWidthWithoutTheModuleIsAnError() {
    assertEquals(0, choose(OptionalInt.of(0), OptionalInt.empty(), C2));
    assertEquals(List.of(), warnings);
    UserError error = assertThrows(UserError.class, () -> choose(OptionalInt.of(256), OptionalInt.empty(), C2));
    assertEquals("""
        vector code is asked for, but the module jdk.incubator.vector is missing [vector/module]
          got       -Djacquard.vector.bits=256
          fix       start Java with --add-modules jdk.incubator.vector, or leave the property out""", error.getMessage());
  }
}
