package jacquard.docs;

import docs.errors.ErrorBook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The documentation as one folder of HTML: `Site PROJECT FOLDER`.
///
/// Blocks of Java are compiled, those that say so are run, entries of errors end in their errors, links lead somewhere: what does not is a
/// fault, and the folder is not written.
public final class Site {
  private static final Logger LOGGER = Logger.getLogger("jacquard");
  private static final String JAVADOC = "javadoc/index.html";
  private static final String TEST_KIT = "javadoc/" + Javadoc.TEST_KIT + "/index.html";

  /// What is done beside writing pages.
  enum Extra { RUN_BLOCKS, JAVADOC }

  private Site() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path folder = Path.of(arguments[1]);
    List<String> faults = build(root, folder, EnumSet.allOf(Extra.class));
    if (!faults.isEmpty()) {
      throw new IllegalStateException(String.join("\n", faults));
    }
  }

  /// Writes the site and gives what is wrong with it.
  static List<String> build(Path root, Path folder, Set<Extra> extras) throws IOException {
    LOGGER.setLevel(Level.SEVERE); // examples of errors warn before they fail
    List<SitePage> written = Pages.of(root);
    List<String> faults = new ArrayList<>(codeFaults(written, extras.contains(Extra.RUN_BLOCKS)));
    SitePage guide = written.stream().filter(p -> p.target().equals("guide.html")).findFirst().orElseThrow();
    ErrorBook.Chapters errors = ErrorBook.chapters(root.resolve("api/docs/src/main/java"));
    ErrorPage.missing(guide, errors.entries(), errors.withoutExample()).forEach(c -> faults.add("no entry for the error " + c));
    faults.addAll(errors.faults());

    List<SitePage> pages = new ArrayList<>(written);
    int after = pages.indexOf(guide) + 1;
    pages.add(after, new SitePage("Start", "api/ERRORS.md", "errors.html", "Errors",
        ErrorPage.markdown(guide, errors.entries(), errors.withoutExample())));
    if (extras.contains(Extra.JAVADOC)) {
      faults.addAll(Javadoc.write(root, folder.resolve("javadoc")));
      pages.add(new SitePage("Start", "", JAVADOC, "Javadoc", ""));
      pages.add(new SitePage("Start", "", TEST_KIT, "Javadoc of the test kit", ""));
    }
    Map<String, String> files = files(root, pages);
    faults.addAll(LinkCheck.dead(files, Set.of("site.css", "search.js", JAVADOC, TEST_KIT)));
    if (faults.isEmpty()) {
      write(folder, files);
    }
    return faults;
  }

  /// Of what users read; the blocks of the first page are sections of tested sources, and the modules' pages show parts of code.
  private static List<String> codeFaults(List<SitePage> pages, boolean run) throws IOException {
    Path classes = Files.createTempDirectory("jacquard-docs");
    try {
      return PageCode.faults(pages.stream().filter(Site::holdsCode).toList(), classes, run);
    } finally {
      deleteAll(classes);
    }
  }

  private static boolean holdsCode(SitePage page) {
    return page.source().startsWith("api/") && !page.section().equals("Inside");
  }

  /// Address to HTML, of pages and of the files of the project that they link.
  private static Map<String, String> files(Path root, List<SitePage> pages) throws IOException {
    var template = new Template(pages);
    var links = new Links(root, pages.stream().filter(p -> !p.source().isEmpty()));
    Map<SitePage, String> texts = new LinkedHashMap<>();
    for (SitePage page : pages) {
      if (!page.source().isEmpty()) {
        texts.put(page, Markdown.html(page.text(), address -> links.from(page, address)));
      }
    }
    Map<String, String> files = new LinkedHashMap<>();
    texts.forEach((page, text) -> files.put(page.target(), template.html(page, text)));
    for (String source : links.sources()) {
      SitePage page = SourcePages.page(source);
      files.put(page.target(), template.html(page, SourcePages.html(root, source)));
    }
    files.put("search.js", SearchIndex.script(texts) + resource("search.js"));
    files.put("site.css", resource("site.css"));
    return files;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
