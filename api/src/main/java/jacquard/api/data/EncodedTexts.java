package jacquard.api.data;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;

/// Labelled texts as one-hot columns.
final class EncodedTexts extends Labelled {
  private final CharacterEncoder encoder;
  private final List<String> texts;

  EncodedTexts(CharacterEncoder encoder, List<String> texts, int[] labels, int classes) {
    super(labels, classes);
    this.encoder = encoder;
    this.texts = List.copyOf(Check.all("the list of texts", "a text", texts));
    if (texts.size() != labels.length) {
      throw UserError.of("data/counts").problem("texts and labels disagree on the number of examples").at(Loc.ofCaller())
          .got("%d texts, %d labels", texts.size(), labels.length).expected("as many labels as texts")
          .fix("give one label for each text").build();
    }
  }

  @Override
  public Shape inputShape() {
    return encoder.shape();
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    encoder.encode(texts.get(example), into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    encoder.encode(texts.get(example), into, offset);
  }
}
