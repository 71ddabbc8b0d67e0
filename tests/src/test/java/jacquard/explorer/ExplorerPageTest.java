package jacquard.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ExplorerPage;
import jacquard.api.look.Notebook;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.PassHistory;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Identifiers;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where Chromium is installed: the explorer of a small network does what it should in it. `ExplorerNetworksTest` has the large ones.
@Tag("any-width") // pages look the same
class ExplorerPageTest {
  private static final int LONG = 10_000;
  private static final int SLACK = 10;

  @TempDir
  private static Path folder;

  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Browser.missing().isEmpty(), Browser::missing);
    browser = Browser.start();
  }

  @AfterAll
  static void end() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Compilation compiled(Graph graph) {
    return Compiler.forVectors(256).keepingHistory().translate(graph);
  }

  private static JsonObject data(String name, Compilation compiled) {
    return ExplorerData.of(name, compiled, compiled.explainNominally(2));
  }

  private static Path page(String name, JsonObject data) {
    Path file = folder.resolve(name + ".html");
    ExplorerPage.write(data, file);
    return file;
  }

  @Test
  void aTrainingStepIsExplored() throws IOException {
    Compilation training = compiled(ExplorerNetworksTest.graph("lenet5", "training"));
    Path other = page("other", data("lenet5", compiled(Nets.define("lenet5").graphs().evaluation())));
    JsonObject data = data("lenet5", training);
    new ExplorerWalk(browser, data, "lenet5-smoke", SLACK).walk(page("lenet5", data), other);
    PassHistory history = training.history().orElseThrow();
    var graphs = new ArrayList<Graph>(List.of(history.input()));
    history.runs().stream().map(PassHistory.Run::result).filter(g -> g != graphs.getLast()).forEach(graphs::add);
    for (int stage = 0; stage < graphs.size(); stage++) {
      assertEquals(Printer.canonical(graphs.get(stage)),
          browser.text("return explorer.program.stages[arguments[0]].text().map(l => l.text + '\\n').join('')", stage));
    }
  }

  /// In a notebook the page stands in a frame of the notebook's.
  @Test
  void aNotebookShowsTheExplorer() throws IOException {
    Path notebook = folder.resolve("notebook.html");
    Files.writeString(notebook, "<!DOCTYPE html><body>" + Notebook.html(Nets.define("lenet5").compile()) + "</body>");
    browser.size(1000, 700);
    browser.open(notebook);
    assertEquals(List.of(), browser.complaints());
    String inside = "const page = document.querySelector('iframe').contentWindow; ";
    assertEquals("lenet5", browser.text(inside + "return page.document.getElementById('title').textContent"));
    assertTrue(browser.run(inside + "return page.document.querySelectorAll('.box').length").getAsInt() > 5);
    browser.run(inside + "page.document.getElementById('tab-kernels').click()");
    assertTrue(browser.run(inside + "return page.document.querySelectorAll('#kernels tbody tr').length").getAsInt() > 5);
    browser.screenshot(Files.createDirectories(ExplorerWalk.SHOTS).resolve("notebook.png"));
    assertEquals(List.of(), browser.complaints());
  }

  /// Names are shown as they are: none ends an element, and none is run.
  @Test
  void namesAreNotMarkup() throws IOException {
    List<String> names = List.of("</script><script>document.title = 'run'</script>", "<img src=x onerror=\"document.title = 'run'\">",
        "two\nlines \"quoted\" & 'single' {{data}} <!-- \u2028", "x".repeat(LONG));
    for (int i = 0; i < names.size(); i++) {
      String name = Identifiers.quoted(names.get(i));
      Graph graph = Parser.parse("""
          graph @NAME(%NAME: f32[N,4]) state(%w: f32[4,4] loc("Net.java":1 NAME)) {
            %0 = mat_mul %NAME, %w : f32[N,4] loc("Net.java":1 NAME)
            %1 = tanh %0 : f32[N,4] loc("Net.java":1 NAME)
            %2 = reduce_sum %1 {axes=[1], keep=false} : f32[N] loc("Net.java":2 NAME)
            return NAME=%1, y=%2
          }
          """.replace("NAME", name));
      browser.open(page("name" + i, data(names.get(i), compiled(graph))));
      browser.size(1400, 900);
      assertTrue(browser.text("return document.title").startsWith(names.get(i).replace('\n', ' ').substring(0, 9)), names.get(i));
      assertTrue(browser.text("return document.body.textContent").contains(names.get(i).substring(0, 12)));
      browser.run("explorer.picture.openAll(true); Object.keys(explorer.tabs).forEach(t => explorer.open(t))");
      browser.run("document.querySelectorAll('.box').forEach(b => b.dispatchEvent(new MouseEvent('click', {bubbles: true})))");
      assertEquals(0, browser.run("return document.querySelectorAll('img').length").getAsInt());
      assertTrue(!browser.text("return document.title").equals("run"), names.get(i));
      assertTrue(browser.run("return document.documentElement.scrollWidth <= innerWidth").getAsBoolean(), "nothing sticks out");
      assertEquals(List.of(), browser.complaints());
    }
  }
}
