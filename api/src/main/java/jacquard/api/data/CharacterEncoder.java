package jacquard.api.data;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// Text as one-hot columns: element `[r, i]` is 1 where the i-th character read is the alphabet's r-th, else 0.
///
/// Shapes   `[alphabet.length(), length]`; [#zhang2015()] has `[70,1014]`.
/// Units    characters are lower-cased one by one and then looked up; one the alphabet lacks is a column of zeros,
///          and so is every place after the text's end. Of a character that stands twice in the alphabet the last row counts.
///          A longer text is cut: read forward its first `length` characters stay, read backward its last.
/// Errors   `characters/value`, and those of [DataSet] for labels
/// Source   Zhang, Zhao, LeCun 2015, arXiv:1509.01626, sections 2.2 and 2.3
///
/// ```java
/// DataSet reviews = CharacterEncoder.zhang2015().texts(List.of("Good.", "bad"), new int[] {1, 0}, 2);
/// ```
public record CharacterEncoder(String alphabet, int length, boolean backward) {
  /// 26 letters, 10 digits, 33 other characters and the line feed: 70 as the paper counts. Its list has '-' twice, so that 69
  /// differ and the first '-' row is always 0, as in a table filled in this order.
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-,;.!?:'\"/\\|_@#$%^&*~`+-=<>()[]{}\n";
  private static final int LENGTH = 1014;

  public CharacterEncoder {
    if (alphabet.isEmpty() || length < 1 || (long) alphabet.length() * length > Integer.MAX_VALUE) {
      throw UserError.of("characters/value").problem("texts cannot be encoded like this").at(Loc.ofCaller())
          .got("%d characters, length %d", alphabet.length(), length)
          .expected("at least one of each, and at most %d elements", Integer.MAX_VALUE).build();
    }
  }

  /// The paper's 70 characters and length 1014, read forward. The paper itself reads backward: `backward(true)`.
  public static CharacterEncoder zhang2015() {
    return new CharacterEncoder(ALPHABET, LENGTH, false);
  }

  public CharacterEncoder length(int characters) {
    return new CharacterEncoder(alphabet, characters, backward);
  }

  /// Whether column 0 is the text's last character, column 1 the one before.
  public CharacterEncoder backward(boolean used) {
    return new CharacterEncoder(alphabet, length, used);
  }

  /// The shape of one encoded text.
  public Shape shape() {
    return Shape.of(alphabet.length(), length);
  }

  /// Writes `text` to `into[offset ..]`.
  public void encode(String text, float[] into, int offset) {
    Check.given("the text", text);
    Arrays.fill(Check.given("the array", into), offset, offset + alphabet.length() * length, 0);
    ones(text, at -> into[offset + at] = 1);
  }

  /// As the method above, in double.
  public void encode(String text, double[] into, int offset) {
    Check.given("the text", text);
    Arrays.fill(Check.given("the array", into), offset, offset + alphabet.length() * length, 0);
    ones(text, at -> into[offset + at] = 1);
  }

  private void ones(String text, IntConsumer place) {
    int last = text.length() - 1;
    int read = Math.min(text.length(), length);
    for (int i = 0; i < read; i++) {
      int row = alphabet.lastIndexOf(Character.toLowerCase(text.charAt(backward ? last - i : i)));
      if (row >= 0) {
        place.accept(row * length + i);
      }
    }
  }

  /// Labelled texts, encoded as they are read: nothing but the texts is kept.
  public DataSet texts(List<String> texts, int[] labels, int classes) {
    return new EncodedTexts(this, texts, labels, classes);
  }
}
