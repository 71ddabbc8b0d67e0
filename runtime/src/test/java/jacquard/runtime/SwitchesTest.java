package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.UserError;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SwitchesTest {
  @Test
  void readsVectorBits() {
    assertEquals(OptionalInt.empty(), Switches.parseVectorBits(null));
    assertEquals(OptionalInt.of(0), Switches.parseVectorBits("scalar"));
    assertEquals(OptionalInt.of(256), Switches.parseVectorBits("256"));
  }

  @Test
  void readsFlags() {
    assertFalse(Switches.parseFlag(Switches.KERNEL_NAMED, null));
    assertTrue(Switches.parseFlag(Switches.KERNEL_NAMED, "true"));
    assertThrows(UserError.class, () -> Switches.parseFlag(Switches.KERNEL_NAMED, "yes"));
  }

  @Test
  void aBadValuePrintsTheLegalOnes() {
    UserError error = assertThrows(UserError.class, () -> Switches.parseVectorBits("384"));
    assertEquals("""
        the system property jacquard.vector.bits has no meaning for its value   [switch/value]
          got       -Djacquard.vector.bits=384
          expected  -Djacquard.vector.bits=auto|scalar|128|256|512""", error.getMessage());
    String message = String.valueOf(assertThrows(UserError.class, () -> Switches.parseVectorBits("scaler")).getMessage());
    assertTrue(message.endsWith("did you mean \"scalar\"?"), message);
  }
}
