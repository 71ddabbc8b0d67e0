package jacquard.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The Java of all pages, compiled at once.
final class PageCode {
  private PageCode() {}

  /// What is wrong with it: blocks that do not compile and, if they are to run, those that print something else.
  static List<String> faults(List<SitePage> pages, Path classes, boolean run) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    Map<String, SitePage> programs = new LinkedHashMap<>();
    Map<String, SitePage> pageOf = new LinkedHashMap<>();
    for (SitePage page : pages) {
      String blocks = "Blocks" + sources.size();
      String program = "Run" + sources.size();
      add(sources, blocks, CompiledBlocks.source(page, blocks));
      if (add(sources, program, RunBlocks.source(page, program))) {
        programs.put(program, page);
      }
      pageOf.put(blocks, page);
      pageOf.put(program, page);
    }
    List<String> faults = new ArrayList<>();
    JavaText.compile(sources, classes).forEach((name, complaints) ->
        complaints.forEach(c -> faults.add(Objects.requireNonNull(pageOf.get(name)).source() + ": " + c)));
    if (faults.isEmpty() && run) {
      for (Map.Entry<String, SitePage> program : programs.entrySet()) {
        faults.addAll(RunBlocks.faults(program.getValue(), program.getKey(), classes));
      }
    }
    return faults;
  }

  private static boolean add(Map<String, String> sources, String name, String source) {
    return !source.isEmpty() && sources.put(name, source) == null;
  }
}
