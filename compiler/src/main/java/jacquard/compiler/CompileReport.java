package jacquard.compiler;

import java.util.ArrayList;
import java.util.List;

/// What the compiler notes on its way: how long each pass took, which near matches passes left alone and why, the source layers of each loop
/// nest, and what single passes have to tell, section by section.
public record CompileReport(List<PassTime> passes, List<Missed> missed, List<List<String>> layers, List<Section> sections) {
  /// One run of one pass.
  public record PassTime(String pass, long nanos, int rewrites) {}

  /// Why `pass` left `node` alone: the line of text that names it, and where it comes from.
  public record Missed(String pass, String node, String reason, String place) {}

  /// Lines under a title, such as the choices of a pass layer by layer.
  public record Section(String title, List<String> lines) {
    public Section {
      lines = List.copyOf(lines);
    }
  }

  public CompileReport {
    passes = List.copyOf(passes);
    missed = List.copyOf(missed);
    layers = List.copyOf(layers);
    sections = List.copyOf(sections);
  }

  /// This report with one more section.
  public CompileReport plus(Section section) {
    var more = new ArrayList<>(sections);
    more.add(section);
    return new CompileReport(passes, missed, layers, more);
  }
}
