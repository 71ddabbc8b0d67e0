package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of layouts: what is read can be printed, and the rest is refused.
final class LayoutTextTest {
  @Test
  void whatIsReadPrintsAgain() {
    for (String text : new String[] {"0", "0123", "1032", "0123/1:16", "0123/1:16,0:4", "0123/1:16(0,0,2,2|0,0,1,1)"}) {
      assertEquals(text, ShapeText.layout(new Lexer("layout", text)).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123(0,0|0,0)", "0123(0,0,1,1,1|0,0,1,1,1)", "0123(0,0,-1,1|0,0,0,0)", "0124", "0012", "0123/4:8", "0123/-1:8",
      "0123/1:0", "0123/1:8,1:2", "999999999999"})
  void whatIsNoLayoutIsRefused(String text) {
    assertEquals("text/parse", assertThrows(UserError.class, () -> ShapeText.layout(new Lexer("layout", text))).code());
  }
}
