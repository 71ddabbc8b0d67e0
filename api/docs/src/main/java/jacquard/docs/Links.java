package jacquard.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the links of Markdown lead in the site: to pages, and to pages of source where they name other files of the project.
final class Links {
  private final Path root;
  private final Map<String, SitePage> pages;
  private final Set<String> sources = new TreeSet<>();

  Links(Path root, Stream<SitePage> pages) {
    this.root = root;
    this.pages = pages.collect(Collectors.toMap(SitePage::source, Function.identity()));
  }

  /// The address in the site for one that stands in the source of a page; as it is where it leads out of the site, or nowhere.
  String from(SitePage page, String address) {
    if (address.contains(":") || address.startsWith("#")) {
      return address;
    }
    int mark = address.indexOf('#');
    String file = mark < 0 ? address : address.substring(0, mark);
    String anchor = mark < 0 ? "" : address.substring(mark);
    String source = root.relativize(root.resolve(page.source()).resolveSibling(file).normalize()).toString();
    SitePage target = pages.get(source);
    if (target == null) {
      target = pages.get(source + "/README.md");
    }
    if (target != null) {
      return page.to(target.target()) + anchor;
    }
    if (!source.startsWith("..") && Files.exists(root.resolve(source))) {
      sources.add(source);
      return page.to(SourcePages.target(source)) + anchor;
    }
    return address;
  }

  /// The other files of the project that were linked so far.
  Set<String> sources() {
    return sources;
  }
}
