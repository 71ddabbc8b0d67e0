package jacquard.compiler;

import jacquard.compiler.pass.PassManager;
import jacquard.compiler.step.StepProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the compiler notes on its way: how long each pass took, which near matches passes left alone and why, the source layers of each
/// loop nest, and what single passes have to tell, section by section.
public record CompileReport(List<PassTime> passes, List<Missed> missed, List<List<String>> layers, List<Section> sections) {
  /// One run of one pass; those that no switch leaves out do not count their rewrites.
  public record PassTime(String pass, long nanos, int rewrites, boolean changed) {}

  /// One stage: `passes` (all of them), `layouts`, `lowering`, `scheduling`, `verification`, `emission`, `loading` of kernels, or `packing`
  /// of constants.
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
  }

  /// Of passes alone.
  static CompileReport of(PassManager.Result passes) {
    return new CompileReport(
        passes.timings().stream().map(t -> new PassTime(t.pass(), t.nanos(), t.rewrites(), t.changed())).toList(),
        passes.remarks().stream().map(r -> new Missed(r.pass(), r.name() + " " + r.node().op().mnemonic(), r.reason(),
            r.node().loc().toString())).toList(),
        List.of(), List.of());
  }

  /// This report of passes with what `program`, their graph as steps, has to tell.
  CompileReport with(StepProgram program) {
    List<Section> all = Stream.concat(Copies.section(program).stream(), sections.stream()).toList();
    return new CompileReport(passes, missed, program.steps().stream().map(s -> s.loc().layers()).toList(), all);
  }

  /// This report with `section`, in place of one of the same title.
  public CompileReport replacing(Section section) {
    var others = new ArrayList<>(sections.stream().filter(s -> !s.title().equals(section.title())).toList());
    others.add(section);
    return new CompileReport(passes, missed, layers, others);
  }
}
