package jacquard.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The site as a whole, and that what it checks is found where it is wrong.
class SiteTest {
  private static final Path ROOT = Path.of("../..");

  /// Blocks compile, entries end in their errors, links lead somewhere.
  @Test
  void theSiteHasNoFault() throws IOException {
    Path folder = Path.of(System.getProperty("jacquard.site", "target/site"));
    assertEquals("", String.join("\n", Site.build(ROOT.toRealPath(), folder, Set.of())));
    assertTrue(Files.readString(folder.resolve("index.html")).contains("<h1 id=\"jacquard\">"));
    assertTrue(Files.readString(folder.resolve("errors.html")).contains("[conv/groups]"));
  }

  /// Some train networks.
  @Test
  @Tag("thorough")
  void blocksPrintWhatTheySay(@TempDir Path folder) throws IOException {
    assertEquals("", String.join("\n", Site.build(ROOT.toRealPath(), folder, Set.of(Site.Extra.RUN_BLOCKS))));
  }

  @Test
  void theGuideIsFullOfCode() throws IOException {
    long blocks = Fence.of(Files.readString(ROOT.resolve("api/README.md"))).stream().filter(f -> f.language().equals("java")).count();
    assertTrue(blocks > 30, () -> "only " + blocks + " blocks");
  }

  @Test
  void blocksThatDoNotCompileAreFound(@TempDir Path classes) throws IOException {
    assertEquals(List.of(), faults("```java\nnet.summary();\n```\n```java\nx.relu()\n```\n", classes));
    assertEquals(1, faults("```java\nnet.sumary();\n```\n", classes).size());
    assertEquals(List.of(), faults("```java\nx.relu()   // first\nx.conv(3, 3)\n    .relu()\n```\n", classes));
  }

  @Test
  void blocksThatPrintSomethingElseAreFound(@TempDir Path classes) throws IOException {
    String two = "```java run\nint i = 1;\n```\n\n```java run\nSystem.out.println(i);\n```\n```output\n%s\n```\n";
    assertEquals(List.of(), faults(two.formatted("1"), classes));
    assertEquals(1, faults(two.formatted("2"), classes).size());
    assertEquals(1, faults("```java run\nint[] a = new int[-1];\n```\n", classes).size());
  }

  @Test
  void deadLinksAreFound() {
    var files = Map.of("a/b.html", "<h2 id=\"here\"></h2><a href=\"../c.html\"><a href=\"#here\"><a href=\"b.html#there\">", "c.html", "");
    assertEquals(List.of("a/b.html: b.html#there"), LinkCheck.dead(files, Set.of()));
    assertEquals(List.of("c.html: d.html"), LinkCheck.dead(Map.of("c.html", "<a href=\"d.html\">"), Set.of("e.html")));
  }

  private static List<String> faults(String text, Path classes) throws IOException {
    return PageCode.faults(List.of(new SitePage("", "page.md", "page.html", "Page", text)), classes, true);
  }
}
