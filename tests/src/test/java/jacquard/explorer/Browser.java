package jacquard.explorer;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Chromium without a window, through chromedriver and the protocol of https://www.w3.org/TR/webdriver2.
final class Browser implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Gson GSON = new Gson();

  private final Process driver;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, int port) throws IOException {
    this.driver = driver;
    String server = "http://localhost:" + port + "/session";
    List<String> arguments = List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-extensions", "--window-size=1400,900");
    JsonElement started = post(server, Map.of("capabilities", Map.of("alwaysMatch", Map.of("browserName", "chrome",
        "goog:chromeOptions", Map.of("args", arguments), "goog:loggingPrefs", Map.of("browser", "ALL")))));
    this.session = server + "/" + started.getAsJsonObject().get("sessionId").getAsString();
  }

  /// What is missing, empty where nothing is.
  static String missing() {
    String[] path = System.getenv("PATH").split(File.pathSeparator);
    List<String> missing = Stream.of("chromium", "chromedriver")
        .filter(program -> Stream.of(path).noneMatch(p -> Files.isExecutable(Path.of(p, program)))).toList();
    return missing.isEmpty() ? "" : "not on the path: " + missing + "; install chromium and chromium-driver";
  }

  static Browser start() throws IOException {
    Process driver = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    BufferedReader lines = driver.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(l -> { })); // so that its pipe does not fill
        try {
          return new Browser(driver, Integer.parseInt(started.group(1)));
        } catch (IOException e) {
          driver.destroy();
          throw e;
        }
      }
    }
    throw new IOException("chromedriver did not start");
  }

  private JsonElement post(String address, Map<String, ?> body) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString(GSON.toJson(body))).build());
  }

  private JsonElement send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonElement value = JsonParser.parseString(response.body()).getAsJsonObject().get("value");
      if (response.statusCode() != 200) {
        throw new IOException(request.uri() + ": " + value);
      }
      return value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// The window's inside, in pixels; small ones too, which a window with a frame cannot have.
  void size(int width, int height) throws IOException {
    cdp("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// What the page's thread has run on a processor, in milliseconds: other programs do not count.
  double processorMillis() throws IOException {
    cdp("Performance.enable", Map.of("timeDomain", "threadTicks"));
    for (JsonElement metric : cdp("Performance.getMetrics", Map.of()).getAsJsonObject().getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
        return 1e3 * metric.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new IOException("no TaskDuration");
  }

  private JsonElement cdp(String command, Map<String, ?> params) throws IOException {
    return post(session + "/goog/cdp/execute", Map.of("cmd", command, "params", params));
  }

  void open(Path file) throws IOException {
    post(session + "/url", Map.of("url", file.toUri().toString()));
  }

  /// What the body of a function returns, given `arguments`.
  JsonElement run(String body, Object... arguments) throws IOException {
    return post(session + "/execute/sync", Map.of("script", body, "args", List.of(arguments)));
  }

  String text(String body, Object... arguments) throws IOException {
    return run(body, arguments).getAsString();
  }

  /// What the body of a function hands to `done`.
  JsonElement await(String body, Object... arguments) throws IOException {
    return post(session + "/execute/async", Map.of("script", "const done = arguments[arguments.length - 1];" + body, "args",
        List.of(arguments)));
  }

  /// Clicks, as with a mouse, on the first element that `selector` finds.
  void click(String selector) throws IOException {
    post(element(selector) + "/click", Map.of());
  }

  /// Types into the first element that `selector` finds; for a file input, `text` is the file's name.
  void type(String selector, String text) throws IOException {
    post(element(selector) + "/value", Map.of("text", text));
  }

  private String element(String selector) throws IOException {
    JsonObject found = post(session + "/element", Map.of("using", "css selector", "value", selector)).getAsJsonObject();
    return session + "/element/" + found.entrySet().iterator().next().getValue().getAsString();
  }

  /// What the console has said since the last call: errors and warnings, of scripts and of the browser.
  List<String> complaints() throws IOException {
    var complaints = new ArrayList<String>();
    for (JsonElement entry : post(session + "/se/log", Map.of("type", "browser")).getAsJsonArray()) {
      complaints.add(entry.getAsJsonObject().get("level").getAsString() + " " + entry.getAsJsonObject().get("message").getAsString());
    }
    return complaints;
  }

  void screenshot(Path file) throws IOException {
    String png = send(HttpRequest.newBuilder(URI.create(session + "/screenshot")).build()).getAsString();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() throws IOException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE().build());
    } finally {
      client.close();
      driver.destroy();
    }
  }
}
