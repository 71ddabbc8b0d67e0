package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.TrainingDefaults;
import jacquard.api.data.DataSet;
import java.util.Locale;

/// How often the label of a test example is not among its `k` largest outputs; of equal outputs the first counts as larger.
record TopError(int k, double error) {
  static TopError of(Model model, DataSet data, int k) {
    Program program = model.compile();
    int width = Math.toIntExact(model.inputShape().size());
    int outputs = Math.toIntExact(model.outputShape().size());
    int wrong = 0;
    for (int from = 0; from < data.size(); from += TrainingDefaults.BATCH) {
      int count = Math.min(TrainingDefaults.BATCH, data.size() - from);
      var inputs = new float[count * width];
      for (int i = 0; i < count; i++) {
        data.copyInput(from + i, inputs, i * width);
      }
      float[] logits = program.predict(inputs);
      for (int i = 0; i < count; i++) {
        wrong += isAmong(logits, i * outputs, outputs, data.label(from + i), k) ? 0 : 1;
      }
    }
    return new TopError(k, (double) wrong / data.size());
  }

  /// NaN is no output.
  static boolean isAmong(float[] logits, int offset, int outputs, int label, int k) {
    float own = logits[offset + label];
    int before = 0;
    for (int c = 0; c < outputs; c++) {
      float other = logits[offset + c];
      before += other > own || (other == own && c < label) || Float.isNaN(other) ? 1 : 0;
    }
    return before < k && !Float.isNaN(own);
  }

  JsonObject document() {
    var document = new JsonObject();
    document.addProperty("k", k);
    document.addProperty("testError", error);
    return document;
  }

  /// `top-5 test error 0.91 %`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "top-%d test error %.2f %%", k, 100 * error);
  }
}
