package jacquard.jar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Inputs;
import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.Tensors;
import jacquard.api.nets.Nets;
import jacquard.architecture.ChildJvm;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A compiled network as a jar: it runs where there is nothing else, in every form, and gives the program's bits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkJarTest {
  private static final String MODULE = "jdk.incubator.vector";
  private static final long CODE_BYTES = 2 << 20;
  private static final Shape INPUT = Shape.of(3, 18, 18);

  private Path folder = Path.of("");
  private Path jar = Path.of("");
  private Program program = compile(model());
  private String type = "";

  /// A layer over Winograd's tiles, whose weights run transformed; batch normalisation, folded; a residual; a dense layer.
  private static Model model() {
    return Model.define("small-net.2", INPUT, x -> {
      var stem = x.conv(64, 3, c -> c.padding(1)).batchNorm().relu();
      return stem.conv(64, 3, c -> c.padding(1)).relu().plus(stem).maxPool(2).globalAvgPool().dense(10).softmax();
    });
  }

  private static Program compile(Model model) {
    return model.compile(c -> c.winograd(WinogradSettings.Tile.FOUR, "conv2"));
  }

  private static float[] examples(Shape shape, int batch) {
    float[] values = new float[(int) shape.size() * batch];
    var random = new Random(batch);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  @BeforeAll
  void write(@TempDir Path shared) {
    folder = shared;
    jar = folder.resolve("small.jar");
    type = program.writeJar(jar);
  }

  @Test
  void givesTheProgramsBitsForEveryBatch() throws Exception {
    try (LoadedJar loaded = LoadedJar.of(jar)) {
      Object network = loaded.network(type);
      for (int batch : new int[] {1, 2, 3, 7, 64}) {
        float[] x = examples(INPUT, batch);
        assertArrayEquals(program.predict(x), LoadedJar.predict(network, x), () -> "batch " + batch);
      }
      assertEquals("network small-net.2: {x=f32[N,3,18,18]} -> {output=f32[N,10]}", network.toString());
    }
  }

  /// In JVMs that have nothing else on their class path.
  @Test
  void givesTheProgramsBitsInEveryForm() throws Exception {
    Path in = folder.resolve("x.npy");
    NdArray x = NdArray.of(INPUT.batched().bound(3), examples(INPUT, 3));
    Npy.write(in, x);
    NdArray expected = program.predict(x);
    List<List<String>> forms = List.of(List.of(), List.of("--add-modules", MODULE, "-Djacquard.vector.bits=256"),
        List.of("--add-modules", MODULE, "-Djacquard.vector.bits=512"));
    for (List<String> form : forms) {
      Path out = folder.resolve("y" + form.size() + ".npy");
      var arguments = new ArrayList<>(List.of("-Xshare:auto", "-Xmx256m"));
      arguments.addAll(form);
      arguments.addAll(List.of("-jar", jar.toString(), in.toString(), out.toString()));
      ChildJvm run = ChildJvm.run(folder, arguments);
      assertEquals(0, run.exit(), () -> form + ": " + run.errors());
      assertEquals(List.of("output: f32[3,10] -> " + out), run.output());
      assertEquals(expected, Npy.read(out), form::toString);
    }
  }

  @Test
  void holdsWeightsAsTheyWereAndLittleElse() throws IOException {
    Map<String, byte[]> entries = LoadedJar.entries(jar);
    long weights = model().parameters().values().stream().mapToLong(p -> p.type().bytes(1)).sum();
    assertTrue(Files.size(jar) < weights + CODE_BYTES, () -> jar + " is large");
    assertTrue(entries.get(LoadedJar.named(entries, ".safetensors")).length < weights + (4 << 10), "weights lie transformed");
    String own = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
    assertEquals(List.of(), entries.keySet().stream().filter(n -> !n.startsWith(own) && !n.matches("jacquard/(ir|runtime)/\\w[^/]*\\.class")
        && !n.startsWith("META-INF/")).toList());
  }

  @Test
  void equalProgramsGiveEqualFiles() throws IOException {
    Path again = folder.resolve("again.jar");
    assertEquals(type, compile(model()).writeJar(again));
    assertEquals(-1, Files.mismatch(jar, again));
  }

  @Test
  void twoNetworksLiveOnOneClassPath() throws Exception {
    Path other = folder.resolve("other.jar");
    Model twin = model().withSeed(1);
    String twinType = compile(twin).writeJar(other);
    try (LoadedJar loaded = LoadedJar.of(jar, other)) {
      float[] x = examples(INPUT, 1);
      assertArrayEquals(program.predict(x), LoadedJar.predict(loaded.network(type), x));
      assertArrayEquals(compile(twin).predict(x), LoadedJar.predict(loaded.network(twinType), x));
    }
  }

  @Test
  void severalInputsGoByTheirNames() throws Exception {
    Model price = Model.define("two-inputs", Inputs.of("photo", Shape.of(1, 8, 8)).and("facts", Shape.of(4)), in -> Tensors
        .of("price", in.get("photo").conv(4, 3).relu().flatten().dense(4).plus(in.get("facts").dense(4)).relu().dense(1)));
    Path file = folder.resolve("price.jar");
    Program compiled = price.compile();
    compiled.writeJar(file);
    var arrays = Map.of("photo", NdArray.of(Shape.of(2, 1, 8, 8), examples(Shape.of(1, 8, 8), 2)), "facts",
        NdArray.of(Shape.of(2, 4), examples(Shape.of(4), 2)));
    arrays.forEach((name, array) -> Npy.write(folder.resolve(name + ".npy"), array));
    Path results = folder.resolve("results");
    ChildJvm run = ChildJvm.run(folder, List.of("-Xmx64m", "-jar", file.toString(), "facts=" + folder.resolve("facts.npy"),
        "photo=" + folder.resolve("photo.npy"), results.toString()));
    assertEquals(0, run.exit(), run.errors()::toString);
    assertEquals(compiled.run(arrays).get("price"), Npy.read(results.resolve("price.npy")));
  }

  @Test
  void mistakesOnTheCommandLineAreNoBugs() throws Exception {
    ChildJvm usage = ChildJvm.run(folder, List.of("-jar", jar.toString()));
    assertEquals(2, usage.exit());
    assertTrue(usage.errors().contains("  input   x: f32[N,3,18,18]"), usage.errors()::toString);
    ChildJvm missing = ChildJvm.run(folder, List.of("-jar", jar.toString(), "nowhere.npy", "y.npy"));
    assertEquals(1, missing.exit());
    assertTrue(String.join("\n", missing.errors()).contains("[npy/missing]"), missing.errors()::toString);
    assertTrue(missing.errors().stream().noneMatch(l -> l.startsWith("\tat ")), missing.errors()::toString);
  }

  /// Flipped, cut and lengthened, the resources are refused with a code; nothing else is thrown.
  @Test
  void damagedResourcesAreRefused() throws Exception {
    Map<String, byte[]> entries = LoadedJar.entries(jar);
    var random = new Random(7);
    for (String end : List.of("network.bin", ".safetensors")) {
      String name = LoadedJar.named(entries, end);
      byte[] whole = entries.get(name);
      for (int i = 0; i < 20; i++) {
        byte[] bytes = whole.clone();
        bytes[i < 6 ? i : Long.BYTES + random.nextInt(bytes.length - Long.BYTES)] ^= (byte) (1 << random.nextInt(8));
        requireRefused(entries, name, bytes);
      }
      requireRefused(entries, name, Arrays.copyOf(whole, whole.length / 2));
      requireRefused(entries, name, Arrays.copyOf(whole, whole.length + 1));
      requireRefused(entries, name, new byte[0]);
    }
  }

  private void requireRefused(Map<String, byte[]> entries, String name, byte[] bytes) throws Exception {
    var changed = new LinkedHashMap<>(entries);
    changed.put(name, bytes);
    Path file = Files.createTempFile(folder, "damaged", ".jar");
    LoadedJar.write(file, changed);
    try (LoadedJar loaded = LoadedJar.of(file)) {
      RuntimeException refused = assertThrows(RuntimeException.class, () -> loaded.network(type), name);
      assertEquals("jacquard.ir.UserError", refused.getClass().getName(), refused::toString);
      assertTrue(refused.getMessage().contains("[jar/damaged]") || refused.getMessage().contains("[jar/version]"), refused::getMessage);
    }
    Files.delete(file);
  }

  @Test
  void nothingIsLeftWhereTheJarCannotBeWritten() throws IOException {
    Path nowhere = folder.resolve("nowhere").resolve("net.jar");
    UserError refused = assertThrows(UserError.class, () -> program.writeJar(nowhere));
    assertEquals("file/no-directory", refused.code());
    assertTrue(Files.notExists(nowhere.getParent()));
  }

  /// The weights of GoogLeNet and at most two megabytes.
  @Test
  @Tag("thorough")
  void googlenetTakesItsWeightsAndLittleMore() throws Exception {
    Model googlenet = Nets.define("googlenet");
    Program compiled = googlenet.compile();
    Path file = folder.resolve("googlenet.jar");
    String name = compiled.writeJar(file);
    long weights = googlenet.parameters().values().stream().mapToLong(p -> p.type().bytes(1)).sum();
    long more = Files.size(file) - weights;
    assertTrue(more <= CODE_BYTES, () -> String.format(Locale.ROOT, "%,d bytes beside %,d of weights", more, weights));
    try (LoadedJar loaded = LoadedJar.of(file)) {
      Object network = loaded.network(name);
      for (int batch : new int[] {1, 3}) {
        float[] x = examples(googlenet.inputShape(), batch);
        assertArrayEquals(compiled.predict(x), LoadedJar.predict(network, x));
      }
    }
  }
}
