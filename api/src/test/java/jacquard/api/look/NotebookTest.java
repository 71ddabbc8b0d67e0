package jacquard.api.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.api.Model;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.ir.Shape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a notebook shows, and that what its descriptor names is there.
final class NotebookTest {
  private static final Pattern RENDERER = Pattern.compile("HTML\\(jacquard\\.api\\.look\\.Notebook\\.html\\(\\$it as (\\S+)\\)\\)");
  private static final DataSet DATA = DataSet.of(Shape.of(2), new float[] {1, 2, 3, 4}, new int[] {0, 1}, 2);

  /// The keys that the kernel reads: of the file `LibrariesScanResult`, of a descriptor `LibraryDescriptor`.
  private static final Set<String> FILE_KEYS = Set.of("definitions", "producers", "descriptors");
  private static final Set<String> DESCRIPTOR_KEYS = Set.of("dependencies", "properties", "initCell", "imports", "repositories", "init",
      "shutdown", "renderers", "resources", "link", "description", "minKernelVersion", "formatVersion", "integrationTypeNameRules");

  private static JsonObject file() throws IOException {
    try (var text = new InputStreamReader(NotebookTest.class.getResourceAsStream("/META-INF/kotlin-jupyter-libraries/libraries.json"),
        StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    }
  }

  private static JsonObject descriptor() throws IOException {
    return file().getAsJsonArray("descriptors").get(0).getAsJsonObject();
  }

  /// The kernel passes over what it does not know, so that a slip in a key would show nowhere.
  @Test
  void everyKeyIsRead() throws IOException {
    assertEquals(FILE_KEYS, file().keySet());
    assertTrue(DESCRIPTOR_KEYS.containsAll(descriptor().keySet()), descriptor().keySet().toString());
    assertEquals(1, file().getAsJsonArray("descriptors").size());
    for (String key : List.of("definitions", "producers")) {
      assertTrue(file().getAsJsonArray(key).isEmpty(), "classes of the kernel's own types, of which there are none in Java alone");
    }
  }

  @Test
  void everyRendererExists() throws Exception {
    JsonObject renderers = descriptor().getAsJsonObject("renderers");
    assertTrue(renderers.size() > 5);
    for (String type : renderers.keySet()) {
      Matcher matcher = RENDERER.matcher(renderers.get(type).getAsString());
      assertTrue(matcher.matches(), () -> renderers.get(type).getAsString());
      assertEquals(type, matcher.group(1));
      assertEquals(String.class, Notebook.class.getMethod("html", Class.forName(type)).getReturnType());
      assertTrue(Modifier.isFinal(Class.forName(type).getModifiers()), "the kernel asks for the value's very class");
    }
    long methods = Arrays.stream(Notebook.class.getMethods()).filter(m -> Modifier.isStatic(m.getModifiers())).count();
    assertEquals(methods, renderers.size());
  }

  /// The imports are packages that the module exports.
  @Test
  void everyImportIsAPackage() throws IOException {
    for (JsonElement wanted : descriptor().getAsJsonArray("imports")) {
      String name = wanted.getAsString().replace(".*", "");
      assertNotNull(NotebookTest.class.getResource("/" + name.replace('.', '/')), name);
    }
  }

  @Test
  void modelsProgramsAndRunsAreShown() {
    Model model = Model.define("net", Shape.of(2), x -> x.dense(3).relu().dense(2));
    assertTrue(Notebook.html(model).startsWith("<pre>net: input [2], f32\n"), Notebook.html(model));
    String program = Notebook.html(model.compile());
    assertTrue(program.startsWith("<iframe ") && program.contains("srcdoc=\"&lt;!DOCTYPE html&gt;") && program.contains("dense1"), program);
    assertFalse(program.substring(8, program.length() - 9).contains("<"), "all of the page is in an attribute");
    TrainingRun run = model.trainer(t -> t.epochs(2)).fit(DATA, DATA);
    String shown = Notebook.html(run);
    assertTrue(shown.startsWith("<iframe ") && shown.endsWith("</iframe>"));
    assertTrue(shown.contains("loss by epoch") && shown.contains("error by epoch") && shown.contains("epoch 2: loss "));
    assertFalse(shown.contains("NaN") || shown.substring(8, shown.length() - 9).contains("<"), "all of the page is in an attribute");
    assertTrue(Notebook.html(model.classification(DATA)).contains("F1"));
    assertTrue(Notebook.html(model.trainer(t -> {}).findLearningRate(DATA, 1e-3, 1, 5)).contains("smoothed"));
    assertTrue(Notebook.html(Picture.of(1, 1, 0)).startsWith("<img alt=\"picture of 480 x 480 pixels\" src=\"data:image/png;base64,"));
    Gallery gallery = Gallery.of(model, DATA, g -> g.show(Sight.SALIENCY));
    assertTrue(Notebook.html(gallery).contains("What the answer rests on"));
  }
}
