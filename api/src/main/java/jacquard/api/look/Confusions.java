package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.report.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which class is taken for which, on pages.
public final class Confusions {
  private Confusions() {}

  /// A table of the counts with a background by their share of their class, on the diagonal blue, elsewhere red.
  public static void table(Page page, ConfusionMatrix confusion, List<String> names) {
    Check.given("the page", page);
    Check.given("the matrix", confusion);
    Check.all("the list of names", "a name", names);
    var headings = new ArrayList<>(List.of(""));
    headings.addAll(names);
    var rows = new ArrayList<List<Page.Cell>>();
    for (int label = 0; label < confusion.classes(); label++) {
      var row = new ArrayList<>(List.of(Page.Cell.of(names.get(label))));
      long all = 0;
      for (int taken = 0; taken < confusion.classes(); taken++) {
        all += confusion.count(label, taken);
      }
      for (int taken = 0; taken < confusion.classes(); taken++) {
        long count = confusion.count(label, taken);
        double share = count / (double) Math.max(1, all);
        row.add(count == 0 ? Page.Cell.of("") : new Page.Cell(String.format(Locale.ROOT, "%,d", count),
            label == taken ? share : -Math.min(1, 4 * share)));
      }
      rows.add(row);
    }
    page.table(headings, rows);
  }

  /// `7, taken for 1 (98 %)`.
  public static String caption(Mistake mistake, List<String> names) {
    Check.given("the mistake", mistake);
    Check.all("the list of names", "a name", names);
    return String.format(Locale.ROOT, "%s, taken for %s (%.0f %%)", names.get(mistake.label()), names.get(mistake.predicted()),
        100 * mistake.confidence());
  }
}
