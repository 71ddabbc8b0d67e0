package jacquard.api.weights;

import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// What became of the tensors of a file and of a network's parameters and statistics under a [WeightRule].
///
/// @param matched in the order of the network's definition
/// @param otherShape pairs by name or order whose shapes differ
/// @param dropped tensors of the file the rule leaves out
/// @param extra other tensors of the file that nothing takes
/// @param kept parameters and statistics the rule lets stay
/// @param missing others that the file does not have
/// @param notes why modules were not paired in order
///
/// ```
/// conv1.weight      <- features.0.weight        [64,3,7,7]
/// batchNorm1.mean   <- features.1.running_mean  [64]
/// dropped           features.1.num_batches_tracked
/// in the file only  classifier.weight [1000,512]
/// missing           dense1.weight [10,512]
/// ```
public record WeightReport(List<Match> matched, List<Match> otherShape, List<String> dropped, List<Entry> extra, List<Entry> kept,
    List<Entry> missing, List<String> notes) {
  /// The tensor `file`, of shape `stored`, for the parameter `network`.
  public record Match(String network, Shape shape, String file, Shape stored) {}

  /// A tensor that stands alone.
  public record Entry(String name, Shape shape) {
    @Override
    public String toString() {
      return name + " " + shape;
    }
  }

  public WeightReport {
    matched = List.copyOf(matched);
    otherShape = List.copyOf(otherShape);
    dropped = List.copyOf(dropped);
    extra = List.copyOf(extra);
    kept = List.copyOf(kept);
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
  }

  /// Whether every tensor has its place and every parameter and statistic its value, as far as the rule asks for it.
  public boolean isComplete() {
    return otherShape.isEmpty() && extra.isEmpty() && missing.isEmpty();
  }

  @Override
  public String toString() {
    var rows = new ArrayList<String[]>();
    matched.forEach(m -> rows.add(new String[] {m.network(), "<- " + m.file(), m.stored().toString()}));
    otherShape.forEach(m -> rows.add(new String[] {m.network(), "<- " + m.file(), m.stored() + " for " + m.shape() + ": another shape"}));
    dropped.forEach(name -> rows.add(new String[] {"dropped", name, ""}));
    extra.forEach(e -> rows.add(new String[] {"in the file only", e.toString(), ""}));
    kept.forEach(e -> rows.add(new String[] {"stays", e.toString(), ""}));
    missing.forEach(e -> rows.add(new String[] {"missing", e.toString(), ""}));
    int[] widths = {0, 0};
    rows.forEach(r -> {
      widths[0] = Math.max(widths[0], r[0].length());
      widths[1] = Math.max(widths[1], r[2].isEmpty() ? 0 : r[1].length());
    });
    var text = new StringBuilder();
    rows.forEach(r -> text.append((padded(r[0], widths[0]) + "  " + padded(r[1], widths[1]) + "  " + r[2]).stripTrailing()).append('\n'));
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
