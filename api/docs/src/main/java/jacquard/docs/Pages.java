package jacquard.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which pages there are, in the order of the table of contents.
final class Pages {
  private static final String OWN = "api/docs/pages/";

  private Pages() {}

  static List<SitePage> of(Path root) throws IOException {
    var pages = new ArrayList<SitePage>();
    pages.add(SitePage.read(root, "Start", "README.md", "index.html"));
    pages.add(SitePage.read(root, "Start", "api/README.md", "guide.html"));
    pages.add(SitePage.read(root, "Start", "api/examples/README.md", "examples.html"));
    pages.add(SitePage.read(root, "Start", "api/pretrained/README.md", "pretrained.html"));
    pages.add(SitePage.read(root, "Start", OWN + "names.md", "names.html"));
    pages.addAll(folder(root, "Tutorials", "tutorials"));
    pages.addAll(folder(root, "How to", "how-to"));
    pages.addAll(folder(root, "Concepts", "concepts"));
    for (String module : List.of("ir", "compiler", "runtime", "tests")) {
      pages.add(SitePage.read(root, "Inside", module + "/README.md", "inside/" + module + ".html"));
    }
    pages.add(SitePage.read(root, "Inside", "api/spark/README.md", "inside/spark.html"));
    pages.add(SitePage.read(root, "Inside", "api/docs/README.md", "inside/docs.html"));
    pages.add(SitePage.read(root, "Project", "CHANGELOG.md", "changes.html"));
    pages.add(SitePage.read(root, "Project", "CONTRIBUTING.md", "contributing.html"));
    pages.add(SitePage.read(root, "Project", "SECURITY.md", "security.html"));
    return pages;
  }

  /// The index first, the others by name.
  private static List<SitePage> folder(Path root, String section, String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(OWN + folder))) {
      var pages = new ArrayList<SitePage>();
      List<String> names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".md"))
          .sorted((a, b) -> a.equals("index.md") ? -1 : b.equals("index.md") ? 1 : a.compareTo(b)).toList();
      for (String name : names) {
        pages.add(SitePage.read(root, section, OWN + folder + "/" + name, folder + "/" + name.replace(".md", ".html")));
      }
      return pages;
    }
  }
}
