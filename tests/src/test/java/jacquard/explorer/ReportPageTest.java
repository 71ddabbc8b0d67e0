package jacquard.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.look.Gallery;
import jacquard.api.watch.Listeners;
import jacquard.ir.Shape;
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

/// The pages of a run and of a gallery in Chromium, where it is installed, with names of layers, models and classes that mean harm: they
/// show as text, nothing runs, nothing sticks out. Screenshots are left in `target/explorer`.
@Tag("any-width") // pages look the same
class ReportPageTest {
  private static final String HOSTILE = "<img src=x onerror=\"document.title = 'run'\"></td><script>document.title = 'run'</script>\n\"'&";
  private static final String LONG = "x".repeat(10_000);

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

  @Test
  void harmfulNamesAreText() throws IOException {
    var names = new ArrayList<>(List.of(HOSTILE, LONG));
    for (int c = 2; c < 10; c++) {
      names.add("class " + c);
    }
    DataSet test = DrawnDigits.generate(2, 60).named(names);
    Model model = Model.define("m" + LONG, Shape.of(1, 28, 28), x -> x.conv(4, 5, c -> c.name("c" + LONG)).relu().maxPool(4).flatten()
        .dense(10)).trainer(t -> t.epochs(2).batch(50).listener(Listeners.report(folder))).fit(DrawnDigits.generate(1, 200), test).model();
    Gallery.of(model, test, g -> g.example(3)).write(folder.resolve("look"));
    seen("report", folder.resolve("report.html"), HOSTILE);
    seen("look", folder.resolve("look/index.html"), LONG);
  }

  private static void seen(String name, Path page, String text) throws IOException {
    for (int width : List.of(1400, 420)) {
      browser.size(width, 900);
      browser.open(page);
      assertNotEquals("run", browser.text("return document.title"));
      assertTrue(browser.text("return document.body.textContent").contains(text), name);
      assertEquals(0, browser.run("return document.querySelectorAll('script, img:not([src^=\"data:\"])').length").getAsInt());
      assertTrue(browser.run("return document.documentElement.scrollWidth <= innerWidth").getAsBoolean(), name + " at " + width);
      browser.screenshot(Files.createDirectories(ExplorerWalk.SHOTS).resolve("hostile-" + name + "-" + width + ".png"));
      assertEquals(List.of(), browser.complaints());
    }
  }
}
