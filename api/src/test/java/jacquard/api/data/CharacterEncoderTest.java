package jacquard.api.data;

import static jacquard.ir.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CharacterEncoderTest {
  private static final CharacterEncoder ENCODER = CharacterEncoder.zhang2015();

  /// The text the columns spell; `·` for a column of zeros.
  private static String spelled(CharacterEncoder encoder, String text) {
    int length = encoder.length();
    var values = new float[encoder.alphabet().length() * length + 1];
    Arrays.fill(values, 7);
    encoder.encode(text, values, 1);
    assertEquals(7, values[0]);
    var doubles = new double[values.length - 1];
    encoder.encode(text, doubles, 0);
    var spelled = new StringBuilder();
    for (int i = 0; i < length; i++) {
      char seen = '·';
      double sum = 0;
      for (int r = 0; r < encoder.alphabet().length(); r++) {
        assertEquals(doubles[r * length + i], values[1 + r * length + i]);
        sum += doubles[r * length + i];
        seen = doubles[r * length + i] == 1 ? encoder.alphabet().charAt(r) : seen;
      }
      assertEquals(seen == '·' ? 0 : 1, sum);
      spelled.append(seen);
    }
    return spelled.toString();
  }

  @Test
  void theAlphabetIsThePapers() {
    assertEquals(Shape.of(70, 1014), ENCODER.shape());
    assertEquals(70, ENCODER.alphabet().length());
    assertEquals(69, ENCODER.alphabet().chars().distinct().count());
    assertEquals("-", ENCODER.alphabet().chars().mapToObj(Character::toString).collect(Collectors.groupingBy(c -> c, Collectors.counting()))
        .entrySet().stream().filter(e -> e.getValue() > 1).map(e -> e.getKey()).collect(Collectors.joining()));
    assertEquals('\n', ENCODER.alphabet().charAt(69));
  }

  @Test
  void unknownCharactersAndPaddingAreZeros() {
    assertEquals("ab-9·é·\n··".replace("é", "·"), spelled(ENCODER.length(10), "Ab-9 É\t\n"));
    assertEquals("··········", spelled(ENCODER.length(10), ""));
  }

  @Test
  void theSecondDashCounts() {
    var values = new float[70];
    ENCODER.length(1).encode("-", values, 0);
    assertEquals(0, values[36]);
    assertEquals(1, values[59]);
  }

  @Test
  void longTextIsCut() {
    assertEquals("abcd", spelled(ENCODER.length(4), "abcdefg"));
    assertEquals("gfed", spelled(ENCODER.length(4).backward(true), "abcdefg"));
    assertEquals("ba··", spelled(ENCODER.length(4).backward(true), "ab"));
  }

  @Test
  void textsAreADataSet() {
    DataSet texts = ENCODER.length(3).texts(List.of("a", "bc"), new int[] {1, 0}, 2);
    assertEquals(2, texts.size());
    assertEquals(1, texts.label(0));
    assertEquals(Shape.of(70, 3), texts.inputShape());
    var first = new float[210];
    texts.copyInput(1, first, 0);
    var expected = new float[210];
    expected[3] = 1;
    expected[2 * 3 + 1] = 1;
    assertArrayEquals(expected, first);
  }

  @Test
  void mistakesAreNamed() {
    assertEquals("""
        texts cannot be encoded like this                                       [characters/value]
          at        CharacterEncoderTest.java:LINE
          got       70 characters, length 0
          expected  at least one of each, and at most 2147483647 elements""", message(() -> ENCODER.length(0)));
    assertEquals("""
        texts and labels disagree on the number of examples                     [data/counts]
          at        CharacterEncoderTest.java:LINE
          got       1 texts, 0 labels
          expected  as many labels as texts
          fix       give one label for each text""", message(() -> ENCODER.texts(List.of("a"), new int[0], 2)));
    assertEquals("""
        a label is outside the classes                                          [data/label-range]
          at        CharacterEncoderTest.java:LINE
          got       example 0 has label 2
          expected  a label in [0, 2)
          fix       number the classes from 0, or raise the number of classes""",
        message(() -> ENCODER.texts(List.of("a"), new int[] {2}, 2)));
  }
}
