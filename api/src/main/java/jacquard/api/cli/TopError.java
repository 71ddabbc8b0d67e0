package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.data.DataSet;
import java.util.Locale;

/// How often the label of a test example is not among its `k` largest outputs.
record TopError(int k, double error) {
  static TopError of(Model model, DataSet data, int k) {
    return new TopError(k, model.topError(k, data));
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
