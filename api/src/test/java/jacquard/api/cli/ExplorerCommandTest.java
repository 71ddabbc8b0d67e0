package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.api.Program;
import jacquard.api.explore.ExplorerFile;
import jacquard.api.nets.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the explorer's page holds is what `explain` and dumps say.
class ExplorerCommandTest {
  @TempDir
  private Path folder;

  private static List<JsonObject> objects(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false).map(JsonElement::getAsJsonObject).toList();
  }

  private JsonObject page(String... more) {
    Path file = folder.resolve("page.html");
    var args = new ArrayList<>(List.of("explain", "lenet5", "--nominal", "--html", file.toString()));
    args.addAll(List.of(more));
    CommandRun run = CommandRun.of(args.toArray(String[]::new)).exits(ExitCode.DONE);
    assertEquals("", run.out());
    return ExplorerFile.read(file);
  }

  @Test
  void figuresAreThoseOfExplain() {
    JsonObject data = page("--program", "training", "--batch", "3");
    JsonObject shown = data.getAsJsonObject("explain");
    JsonObject said = CommandRun.of("explain", "lenet5", "--nominal", "--program", "training", "--batch", "3", "--json").json();
    assertEquals(said.keySet(), shown.keySet());
    for (String key : said.keySet()) {
      if (!key.equals("passes")) {
        assertEquals(said.get(key), shown.get(key), key);
      }
    }
    List<String> rewrites = objects(said.get("passes")).stream().map(p -> p.get("pass") + " " + p.get("rewrites")).toList();
    assertEquals(rewrites, objects(shown.get("passes")).stream().map(p -> p.get("pass") + " " + p.get("rewrites")).toList());
    assertEquals(rewrites, objects(data.get("runs")).stream().map(p -> p.get("pass") + " " + p.get("rewrites")).toList());
    assertEquals(reasons(said.get("missed")), reasons(data.get("misses")));
    JsonArray calls = data.getAsJsonArray("calls");
    assertEquals(said.getAsJsonArray("kernels").size(), calls.size());
    assertEquals(said.getAsJsonObject("memory").get("lowerBound").getAsLong(), mostAlive(data, calls.size()));
    assertTrue(objects(calls).stream().allMatch(c -> c.has("node") && c.has("nest")), calls.toString());
  }

  private static List<String> reasons(JsonElement misses) {
    return objects(misses).stream().map(m -> m.get("pass") + " " + m.get("reason")).toList();
  }

  private static long mostAlive(JsonObject data, int calls) {
    return IntStream.rangeClosed(-1, calls).mapToLong(call -> objects(data.get("memory")).stream()
        .filter(l -> l.get("first").getAsInt() <= call && call <= l.get("last").getAsInt())
        .mapToLong(l -> l.get("bytes").getAsLong()).sum())
        .max().orElseThrow();
  }

  @Test
  void stagesAreThoseOfDumps() {
    JsonObject data = page("--program", "training");
    List<JsonObject> stages = objects(data.get("stages"));
    assertEquals(dumped("graph"), nodes(data, stages.getFirst()));
    assertEquals(dumped("optimized"), nodes(data, stages.getLast()));
    String loops = CommandRun.of("dump", "lenet5", "--program", "training", "--stage", "loops").exits(ExitCode.DONE).out();
    String shown = StreamSupport.stream(data.getAsJsonArray("nests").spliterator(), false).map(JsonElement::getAsString)
        .map(n -> n.lines().filter(l -> !l.startsWith("//")).collect(Collectors.joining("\n", "", "\n"))).collect(Collectors.joining("\n"));
    assertEquals(loops, shown);
  }

  /// Nodes by op, type and first layer.
  private static List<String> nodes(JsonObject data, JsonObject stage) {
    List<JsonObject> nodes = objects(data.get("nodes"));
    return StreamSupport.stream(stage.getAsJsonArray("nodes").spliterator(), false).map(id -> nodes.get(id.getAsInt()))
        .map(n -> n.get("op").getAsString() + " " + n.get("type").getAsString() + " "
            + (n.has("layers") ? n.getAsJsonArray("layers").get(0).getAsString() : "")).sorted().toList();
  }

  private static List<String> dumped(String stage) {
    String json = CommandRun.of("dump", "lenet5", "--program", "training", "--stage", stage, "--format", "json").exits(ExitCode.DONE).out();
    return objects(JsonParser.parseString(json).getAsJsonObject().get("nodes")).stream()
        .map(n -> n.get("op").getAsString() + " " + n.get("type").getAsString() + " "
            + (n.has("layer") ? n.get("layer").getAsString() : "")).sorted().toList();
  }

  @Test
  void aProgramShowsWhatItKept() throws IOException {
    Path file = folder.resolve("program.html");
    Program plain = Nets.define("linear").compile();
    plain.explorer(file);
    assertEquals(1, ExplorerFile.read(file).getAsJsonArray("stages").size());
    Program kept = Nets.define("linear").compile(c -> c.history());
    kept.explorer(file, kept.measure(2));
    JsonObject data = ExplorerFile.read(file);
    assertTrue(data.getAsJsonArray("stages").size() > 2);
    assertTrue(data.getAsJsonObject("explain").get("measuredNanos").getAsDouble() > 0);
    String page = Files.readString(file);
    assertTrue(page.contains("Permission is hereby granted"), "the licence of what lays graphs out");
    assertTrue(!page.contains("src=") && !page.contains("https://"), "needs nothing else");
  }

  @Test
  void programsAreComparedByLayer() throws IOException {
    String same = CommandRun.of("diff", "lenet5", "lenet5").exits(ExitCode.DONE).out();
    assertTrue(same.contains("\n0 of "), same);
    String other = CommandRun.of("diff", "fcn-timeseries:inference", "fcn-timeseries:evaluation").exits(ExitCode.DONE).out();
    assertTrue(other.contains("changed\n  - convolution then ") && other.contains("layers differ"), other);
    page();
    JsonObject diff = CommandRun.of("diff", folder.resolve("page.html").toString(), "lenet5", "--json", "--batch", "1").json();
    assertTrue(objects(diff.get("layers")).stream().allMatch(l -> l.get("change").getAsString().equals("same")), diff.toString());
    Path beside = folder.resolve("beside.html");
    CommandRun.of("diff", "linear", "two-layer", "--html", beside.toString()).exits(ExitCode.DONE);
    assertTrue(Files.readString(beside).contains("\"name\":\"two-layer\""));
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"jacquard\": 1, \"stages\": [], \"nodes\": 7}");
    assertTrue(CommandRun.of("diff", wrong.toString(), "lenet5").mistake().contains("explorer/file"));
    assertTrue(CommandRun.of("diff", folder.resolve("none.html").toString(), "lenet5").mistake().contains("explorer/file"));
    assertTrue(CommandRun.of("diff", "lenet5:infer", "lenet5").mistake().contains("nets/unknown"));
  }
}
