package jacquard.compiler.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.compiler.step.StepValue;
import jacquard.ir.UserError;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTextTest {
  private static final String TEXT = """
      layouts {
        input "x": f32[N,16,7,7] @0123(0,0,0,1|0,0,0,1)
        constant "constant1": f32[] @
        temporary "convolution4": f32[N,32,7,7] @0123/1:16 lanes 1 rows unblocked part of "concat5" from [0,16,0,0]
        temporary "concat5": f32[N,48,7,7] @0123/1:16
      }
      """;

  @Test
  void whatIsReadPrintsAgain() {
    List<ValueLayout> values = LayoutText.parse("layouts", TEXT);
    assertEquals(TEXT, LayoutText.print(values));
    assertEquals(StepValue.Role.INPUT, values.getFirst().role());
    assertEquals(OptionalInt.of(1), values.get(2).lanes());
    assertEquals(List.of(0, 16, 0, 0), values.get(2).part().orElseThrow().offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"layouts {", "nests { }", "layouts { output \"x\": f32[N] @0 }", "layouts { input x: f32[N] @0 }",
      "layouts { input \"x\": f32[N] @0 rows blocked }", "layouts { input \"x\": f32[N] @0 part of \"y\" [0] }"})
  void otherTextsAreRefused(String text) {
    assertEquals("text/parse", assertThrows(UserError.class, () -> LayoutText.parse("layouts", text)).code());
  }
}
