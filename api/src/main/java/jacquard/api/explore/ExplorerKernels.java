package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.compiler.Compilation;
import jacquard.compiler.KernelDumps;
import jacquard.compiler.MemoryLife;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.LoopListing;
import jacquard.runtime.Call;
import jacquard.runtime.KernelClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The calls of a plan, their loop nests and classes as the explorer's data has them.
final class ExplorerKernels {
  /// Of listings beyond this, compressed, only what they call is kept: they would fill most of a page.
  private static final int MOST_LISTING_BYTES = 1_000_000;
  private static final Pattern INVOKED = Pattern.compile("INVOKE\\w+ (?:[\\w$]+/)*([\\w$]+)\\.([\\w$<>]+)");

  private final Compilation compiled;
  private final List<Call> calls;
  private final Graph graph;
  private final NodeNumbers numbers;
  private final Map<String, Node> values = new HashMap<>();

  /// `graph` is what the passes left.
  ExplorerKernels(Compilation compiled, int batch, Graph graph, NodeNumbers numbers) {
    this.compiled = compiled;
    this.calls = compiled.program().plan(batch).calls();
    this.graph = graph;
    this.numbers = numbers;
  }

  void addTo(JsonObject document) {
    graph.nodes().forEach(n -> values.put(Compilation.valueName(n), n));
    Map<String, Integer> nests = new HashMap<>();
    for (int i = 0; i < compiled.loops().size(); i++) {
      nests.putIfAbsent(compiled.loops().get(i).name(), i);
    }
    document.add("calls", Json.array(calls, call -> call(call, nests)));
    document.add("nests", Json.strings(compiled.loops().stream().map(nest -> LoopListing.of(nest).text()).toList()));
    document.add("classes", classes());
  }

  private JsonObject call(Call call, Map<String, Integer> nests) {
    var entry = new JsonObject();
    Integer number = nests.get(call.label());
    if (number != null) {
      entry.addProperty("nest", number);
      Node node = node(compiled.loops().get(number));
      if (node != null) {
        entry.addProperty("node", numbers.of(node));
      }
    }
    entry.addProperty("class", call.kernel());
    entry.addProperty("tiles", call.tiles());
    return entry;
  }

  /// The node that a nest computes, or whose value it fills or moves.
  private @Nullable Node node(LoopNest nest) {
    Node own = values.get(nest.name());
    if (own != null) {
      return own;
    }
    Node result = values.get(nest.result().name());
    return result != null || nest.operands().isEmpty() ? result : values.get(nest.operands().getFirst().name());
  }

  /// Nests that differ in constants alone have equal class files, which are written once: the others name the first, as `same`.
  private JsonArray classes() {
    var classes = new JsonArray();
    Map<ByteBuffer, Integer> known = new HashMap<>();
    int room = MOST_LISTING_BYTES;
    for (KernelClass kernel : compiled.classes()) {
      var entry = new JsonObject();
      Integer same = known.putIfAbsent(ByteBuffer.wrap(kernel.bytes()), classes.size());
      if (same != null) {
        entry.addProperty("same", same);
      } else {
        String listing = KernelDumps.bytecode(kernel);
        entry.addProperty("bytes", kernel.bytes().length);
        var invoked = new JsonObject();
        invoked(listing).forEach(invoked::addProperty);
        entry.add("calls", invoked);
        String compressed = compressed(listing);
        if (compressed.length() <= room) {
          room -= compressed.length();
          entry.addProperty("listing", compressed);
        }
      }
      classes.add(entry);
    }
    return classes;
  }

  /// How often each method is called, by name.
  private static Map<String, Integer> invoked(String listing) {
    Map<String, Integer> counts = new TreeMap<>();
    Matcher matcher = INVOKED.matcher(listing);
    while (matcher.find()) {
      counts.merge(matcher.group(1) + "." + matcher.group(2), 1, Integer::sum);
    }
    return counts;
  }

  private static String compressed(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static JsonObject life(MemoryLife life) {
    var entry = new JsonObject();
    entry.add("values", Json.strings(life.values()));
    entry.addProperty("type", life.type().text());
    entry.addProperty("offset", life.offset());
    entry.addProperty("bytes", life.bytes());
    entry.addProperty("first", life.first());
    entry.addProperty("last", life.last());
    return entry;
  }
}
