package jacquard.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/// A walk through the explorer's page with mouse and keyboard: opens a block, moves the slider, searches, sorts, compares, goes dark.
final class ExplorerWalk {
  private static final double MOST_PAINT_MS = 2_000;
  private static final double MOST_OPENING_MS = 100;
  static final Path SHOTS = Path.of("target", "explorer");

  private final Browser browser;
  private final JsonObject data;
  private final String name;
  private final int slack;
  private double openingOnProcessor;

  /// Of the page of `data`; `name` is what screenshots are called. Times may be `slack` times what is promised, where other tests run
  /// beside.
  ExplorerWalk(Browser browser, JsonObject data, String name, int slack) {
    this.browser = browser;
    this.data = data;
    this.name = name;
    this.slack = slack;
  }

  /// Opens `page` and walks through it, beside `other`; what was measured.
  String walk(Path page, Path other) throws IOException {
    Files.createDirectories(SHOTS);
    browser.size(1400, 900);
    double idle = browser.processorMillis();
    browser.open(page);
    assertEquals(List.of(), browser.complaints());
    double paint = paints();
    double drawing = browser.processorMillis() - idle;
    shoot("start", 1400, 900);
    double opening = openBlocks();
    drawnAnew();
    shoot("open", 1400, 900);
    slide();
    shoot("slider", 1400, 900);
    search();
    shoot("search", 1400, 900);
    heat();
    sort();
    shoot("kernels", 1400, 900);
    readText();
    memory();
    shoot("memory", 1400, 900);
    compare(other);
    shoot("compare", 1400, 900);
    dark();
    keyboard();
    drawnAnew();
    shoot("dark", 1400, 900);
    shoot("narrow", 420, 900);
    assertEquals(List.of(), browser.complaints());
    return String.format(Locale.ROOT, "%s: page of %,d bytes, drawn after %.0f ms (%.0f of them on a processor), a block opened in "
        + "%.0f ms at most (%.0f)", name, Files.size(page), paint, drawing, opening, openingOnProcessor);
  }

  private void shoot(String what, int width, int height) throws IOException {
    browser.size(width, height);
    browser.await("requestAnimationFrame(() => setTimeout(done, 50))");
    browser.screenshot(SHOTS.resolve(name + "-" + what + ".png"));
    browser.size(1400, 900);
  }

  /// The later of the first paint with content and the picture's.
  private double paints() throws IOException {
    JsonElement paint = browser.await("""
        requestAnimationFrame(() => setTimeout(() => done([
          performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 1e9,
          performance.getEntriesByName('drawn')[0]?.startTime ?? 1e9]), 100))""");
    double last = Math.max(paint.getAsJsonArray().get(0).getAsDouble(), paint.getAsJsonArray().get(1).getAsDouble());
    assertTrue(last < slack * MOST_PAINT_MS, () -> "first paint and picture after " + paint + " ms");
    assertTrue(count(".box") > 3, "boxes are drawn");
    return last;
  }

  private int count(String selector) throws IOException {
    return browser.run("return document.querySelectorAll(arguments[0]).length", selector).getAsInt();
  }

  /// Opens a closed layer, again and again; the longest that one took from the click to the frame after it.
  private double openBlocks() throws IOException {
    double most = 0;
    for (int i = 0; i < 4 && count(".box.group:not(.open)") > 0; i++) {
      int before = count(".box");
      double idle = browser.processorMillis();
      double took = browser.await("""
          const start = performance.now();
          document.querySelector('.box.group:not(.open)').dispatchEvent(new MouseEvent('click', {bubbles: true}));
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));""").getAsDouble();
      openingOnProcessor = Math.max(openingOnProcessor, browser.processorMillis() - idle);
      assertTrue(count(".box") > before, "a layer that opens shows more boxes");
      most = Math.max(most, took);
    }
    double longest = most;
    assertTrue(longest < slack * MOST_OPENING_MS, () -> "opening a layer took " + longest + " ms");
    return longest;
  }

  /// The picture, of which only what changed was drawn, is that of a page that draws all of it.
  private void drawnAnew() throws IOException {
    assertTrue(browser.run("""
        const view = document.getElementById('view');
        const drawn = view.innerHTML;
        explorer.picture.looks = null;
        explorer.picture.draw();
        return view.innerHTML === drawn;""").getAsBoolean());
  }

  /// Every stage says its pass; at some, boxes are marked as changed.
  private void slide() throws IOException {
    int stages = data.getAsJsonArray("stages").size();
    int marked = 0;
    for (int stage = 0; stage < stages; stage++) {
      browser.run("""
          const slider = document.getElementById('stage');
          slider.value = arguments[0];
          slider.dispatchEvent(new Event('input', {bubbles: true}));""", stage);
      JsonElement pass = data.getAsJsonArray("stages").get(stage).getAsJsonObject().get("pass");
      String said = browser.text("return document.getElementById('stage-name').textContent");
      assertTrue(said.contains(pass == null ? "as given" : pass.getAsString()), said);
      boolean changed = browser.run("""
          const {stage, picture} = explorer;
          return [...stage.added, ...stage.rewired].some(id => picture.find('#' + id));""").getAsBoolean();
      assertEquals(changed, count(".box.changed") > 0, () -> "marks of " + said);
      marked += changed ? 1 : 0;
    }
    assertTrue(stages == 1 || marked > stages / 3, marked + " of " + stages + " stages have marks");
    browser.click("#tab-passes");
    assertEquals(stages, count("#tab table tbody tr"));
    browser.click("#earlier");
    assertEquals(Math.max(0, stages - 2), browser.run("return Number(document.getElementById('stage').value)").getAsInt());
    browser.click("#later");
  }

  /// Finds the layer of a kernel by its name.
  private void search() throws IOException {
    String layer = kernels().stream().map(k -> k.getAsJsonArray("layers")).filter(l -> !l.isEmpty()).findFirst().orElseThrow().get(0)
        .getAsString();
    browser.run("document.getElementById('search').value = ''");
    browser.type("#search", layer.substring(layer.lastIndexOf('.') + 1));
    assertTrue(count("#matches li") > 0, "matches of " + layer);
    browser.type("#search", "\uE007"); // Enter
    assertEquals(1, count(".box.selected"));
    assertEquals("true", browser.text("return document.getElementById('tab-details').getAttribute('aria-selected')"));
  }

  private List<JsonObject> kernels() {
    return StreamSupport.stream(data.getAsJsonObject("explain").getAsJsonArray("kernels").spliterator(), false)
        .map(JsonElement::getAsJsonObject).toList();
  }

  private void heat() throws IOException {
    for (String heat : List.of("time", "peak", "memory", "bytes", "operations")) {
      browser.run("""
          const heat = document.getElementById('heat');
          heat.value = arguments[0];
          heat.dispatchEvent(new Event('change', {bubbles: true}));""", heat);
      assertTrue(browser.run("""
          return new Set([...document.querySelectorAll('.box:not(.open) > rect:not(.kind)')].map(r => getComputedStyle(r).fill)).size
          """).getAsInt() > 1, "boxes differ in colour by " + heat);
    }
  }

  /// The table's order is that of the data, by time.
  private void sort() throws IOException {
    browser.click("#tab-kernels");
    assertEquals(kernels().size(), count("#kernels tbody tr"));
    browser.run("""
        [...document.querySelectorAll('#kernels th button')].find(b => /^(measured|predicted)/.test(b.textContent)).click()""");
    assertEquals(1, count("#kernels th[aria-sort=descending]"));
    boolean measured = kernels().getFirst().has("measuredNanos");
    Comparator<JsonObject> byTime = Comparator.comparingDouble(k -> -k.get(measured ? "measuredNanos" : "predictedNanos").getAsDouble());
    List<String> sorted = kernels().stream().sorted(byTime).map(k -> k.get("name").getAsString()).limit(5).toList();
    var shown = new ArrayList<String>();
    browser.run("return [...document.querySelectorAll('#kernels tbody tr')].slice(0, 5).map(r => r.children[1].textContent)")
        .getAsJsonArray().forEach(t -> shown.add(t.getAsString().replace("…", "")));
    for (int i = 0; i < shown.size(); i++) {
      assertTrue(sorted.get(i).startsWith(shown.get(i)), sorted + " but " + shown);
    }
    browser.run("document.querySelector('#kernels tbody tr').click()");
    assertTrue(count("#tab details") >= 2, "a kernel's loops and instructions");
    browser.run("document.querySelectorAll('#tab details').forEach(d => d.open = true)");
    String instructions = browser.await("""
        const pre = () => document.querySelectorAll('#tab details')[1].querySelector('pre')?.textContent ?? '';
        const look = tries => pre().length > 10 || tries === 0 ? done(pre()) : setTimeout(look, 50, tries - 1);
        look(60);""").getAsString();
    assertTrue(instructions.contains("INVOKE") || instructions.contains("Too many"), instructions);
    browser.click("#tab-kernels");
  }

  private void readText() throws IOException {
    browser.click("#tab-text");
    assertTrue(browser.text("return document.getElementById('text').textContent").startsWith("graph @"));
    browser.run("[...document.querySelectorAll('#text .line')].find(l => l.textContent.includes(' = ')).click()");
    assertTrue(count("#text .line.selected") <= 1);
  }

  private void memory() throws IOException {
    browser.click("#tab-memory");
    assertEquals(data.getAsJsonArray("memory").size(), count("#memory .life"));
  }

  private void compare(Path other) throws IOException {
    browser.click("#tab-compare");
    browser.type("#compare-file", other.toAbsolutePath().toString());
    String sum = browser.await("""
        const look = tries => document.getElementById('compare-sum') || tries === 0
          ? done((document.getElementById('compare-sum') ?? document.getElementById('tab')).textContent) : setTimeout(look, 50, tries - 1);
        look(100);""").getAsString();
    assertTrue(sum.matches("\\d+ of \\d+ layers differ"), sum);
  }

  private void dark() throws IOException {
    String before = browser.text("return getComputedStyle(document.body).backgroundColor");
    browser.click("#theme");
    assertEquals("dark", browser.text("return document.documentElement.dataset.theme"));
    assertTrue(!before.equals(browser.text("return getComputedStyle(document.body).backgroundColor")), before);
  }

  /// A layer closes by the keyboard, and what has the focus says what it is.
  private void keyboard() throws IOException {
    browser.run("document.querySelector('.box.group.open').focus()");
    int before = count(".box.open");
    browser.run("""
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true, cancelable: true}))""");
    assertTrue(count(".box.open") < before, "it is closed, with what was open in it");
    assertTrue(browser.text("return document.activeElement.getAttribute('aria-label')").startsWith("layer "));
    browser.run("""
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, cancelable: true}))""");
    assertEquals(0, browser.run("return document.querySelectorAll('.box:not([aria-label])').length").getAsInt());
  }
}
