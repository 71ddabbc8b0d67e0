package jacquard.compiler;

import java.util.ArrayList;
import java.util.List;

/// What the compiler notes on its way: how long each pass took, which near matches passes left alone and why, the source layers of each
/// loop nest, what single passes have to tell, section by section, and how long each stage took, in their order.
public record CompileReport(List<PassTime> passes, List<Missed> missed, List<List<String>> layers, List<Section> sections,
    List<StageTime> stages) {
  /// One run of one pass; those that no switch leaves out do not count their rewrites.
  public record PassTime(String pass, long nanos, int rewrites, boolean changed) {}

  /// One stage: `passes` (all of them), `layouts`, `lowering`, `scheduling`, `verification`, `emission`, `loading` of kernels, `packing` of
  /// constants, and `firstForm`, the scalar code that a program begins in.
  public record StageTime(String stage, long nanos) {}

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
    stages = List.copyOf(stages);
  }

  /// This report with `section`, in place of one of the same title.
  public CompileReport replacing(Section section) {
    var others = new ArrayList<>(sections.stream().filter(s -> !s.title().equals(section.title())).toList());
    others.add(section);
    return new CompileReport(passes, missed, layers, others, stages);
  }
}
