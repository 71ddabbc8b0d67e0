package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.ModelGraphs;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.runtime.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Layers and networks of the folder `jacquard.oracles.nntrainer`, made with Keras, through the API and compiled f32 code: values,
/// every inner gradient, weight gradients, weights after each of ten updates, and losses.
///
/// Case number `i` runs in code form `i` (vector width, threads).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("any-width") // goes through the widths itself
class NnTrainerOracleTest {
  /// As many as there are today; more are welcome.
  private static final int LAYERS = 40;
  private static final int MODELS = 18;
  /// Of each tensor's largest magnitude.
  private static final double RELATIVE = 1e-4;
  /// The same for batch normalisation over ten steps, where the file's own f32 rounding is about 1e-4.
  private static final double RELATIVE_OF_STATISTICS = 1e-3;
  private static final double ABSOLUTE = 1e-5;
  /// The gradient that arrives at every output of a layer case.
  private static final double ARRIVING = 2;
  /// Training steps of a batch normalisation up to the recorded statistics.
  private static final int BATCH_NORM_STEPS = 5;

  private final AtomicInteger layerCases = new AtomicInteger();
  private final AtomicInteger modelCases = new AtomicInteger();
  private final AtomicInteger tensors = new AtomicInteger();

  @TestFactory
  Stream<DynamicTest> layers() throws IOException {
    return tests("layers", ".nnlayergolden", LAYERS, this::layer);
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return tests("models", ".info", MODELS, this::model);
  }

  @AfterAll
  void report() {
    if (tensors.get() > 0) {
      System.out.printf("NnTrainerOracleTest: %d layer cases and %d model cases in f32, %d tensors%n", layerCases.get(), modelCases.get(),
          tensors.get());
    }
  }

  /// A row of a case table by its headings, and its file.
  private record Case(int number, Path file, Map<String, String> row) {
    String text(String heading) {
      String value = row.get(heading);
      if (value == null) {
        throw new IllegalArgumentException("no '" + heading + "' for " + file);
      }
      return value;
    }

    String name() {
      String file = text("file");
      return file.substring(0, file.indexOf('.'));
    }
  }

  private interface Check {
    void run(Case given);
  }

  private static Stream<DynamicTest> tests(String kind, String suffix, int count, Check check) throws IOException {
    Path folder = JsonOracles.folder("jacquard.oracles.nntrainer").resolve(kind);
    List<String> lines = Files.readAllLines(folder.resolve("cases.tsv"));
    String[] headings = lines.getFirst().split("\t", -1);
    var cases = new ArrayList<Case>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", -1);
      assertEquals(headings.length, fields.length, line);
      var row = new LinkedHashMap<String, String>();
      for (int i = 0; i < fields.length; i++) {
        row.put(headings[i], fields[i]);
      }
      cases.add(new Case(cases.size(), folder.resolve(fields[0]), row));
    }
    Set<Path> files = new TreeSet<>();
    try (Stream<Path> listed = Files.list(folder)) {
      listed.filter(f -> f.toString().endsWith(suffix)).forEach(files::add);
    }
    Stream<DynamicTest> all = Stream.of(dynamicTest("at least " + count + " " + kind + " are there", () -> {
      assertEquals(files, new TreeSet<>(cases.stream().map(Case::file).toList()));
      assertTrue(cases.size() >= count, () -> cases.size() + " cases");
    }));
    return Stream.concat(all, cases.stream().map(c -> dynamicTest(c.name(), c.file().toUri(), () -> check.run(c))));
  }

  /// The file's tensors are named by the table: those before `y` are given, `dX` is a gradient, a weight after `y` is its next value.
  private void layer(Case given) {
    List<String> words = List.of(given.text("tensors_in_order").replaceAll("\\([^)]*\\)|\\[[^]]*]|\\|", " ").strip().split("\\s+"));
    var file = new NnTrainerFile(given.file());
    List<float[]> data = words.stream().map(w -> file.counted()).toList();
    file.requireEnd();
    int y = words.indexOf("y");
    List<String> inputs = words.subList(0, y).stream().filter(w -> w.startsWith("x")).toList();
    var layer = new NnTrainerLayer("y", given.text("op"), given.text("parameters"), inputs);
    List<String> extents = List.of(given.text("input_shape").split(" "));
    assertEquals(inputs.size(), extents.size(), "inputs");
    var shapes = new LinkedHashMap<String, Shape>();
    for (int i = 0; i < inputs.size(); i++) {
      shapes.put(inputs.get(i), NnTrainerLayer.perExample(extents.get(i), layer.kind().equals("conv1d")));
    }
    boolean inference = layer.isInference();
    var network = new NnTrainerNetwork(given.name(), shapes, List.of(layer), Loss.of((output, target) -> output.times(target)), inference);

    int batch = NnTrainerLayer.batch(extents.getFirst());
    var x = new LinkedHashMap<String, NdArray>();
    var weights = new LinkedHashMap<String, NdArray>();
    for (int i = 0; i < y; i++) {
      String word = words.get(i);
      if (inputs.contains(word)) {
        x.put(word, NdArray.of(shapes.get(word).inserted(0, Dim.of(batch)), data.get(i)));
      } else {
        weights.put(layer.state(word), layer.ordered(word, network.shape(layer.state(word)), data.get(i)));
      }
    }
    int count = data.get(y).length;
    NdArray target = NdArray.filled(new TensorType(DType.F32, Shape.of(count)), ARRIVING * count);
    Context context = network.start(CodeForm.number(given.number()), x, target, weights, 0);
    for (int i = 0; i < (layer.kind().equals("batchnorm") ? BATCH_NORM_STEPS : 1); i++) {
      context.run(batch);
    }
    var comparison = new Comparison(RELATIVE);
    for (int i = y; i < words.size(); i++) {
      NdArray actual = result(layer, words.get(i), context);
      comparison.add(words.get(i), layer.ordered(words.get(i).replaceFirst("^d", ""), actual.shape(), data.get(i)), actual);
    }
    comparison.requireNone();
    layerCases.incrementAndGet();
  }

  /// What stands under `word` after the inputs in the file of a layer.
  private static NdArray result(NnTrainerLayer layer, String word, Context context) {
    if (word.equals("y")) {
      return context.output(word);
    }
    if (!word.startsWith("d")) {
      return context.state(layer.state(word));
    }
    String of = word.substring(1);
    return context.output(NnTrainerNetwork.gradient(of.startsWith("x") ? of : layer.state(of)));
  }

  private void model(Case given) {
    int steps = Integer.parseInt(given.text("steps"));
    String extents = given.text("input_shape");
    int batch = NnTrainerLayer.batch(extents);
    Shape shape = NnTrainerLayer.perExample(extents, false);
    Shape labels = NnTrainerLayer.perExample(given.text("label_shape"), false);
    List<NnTrainerLayer> layers = NnTrainerLayer.parse(given.text("layers"));
    var network = new NnTrainerNetwork(given.name(), Map.of(NnTrainerLayer.INPUT, shape), layers, loss(given), false);
    var file = new NnTrainerFile(given.file());

    NdArray x = NdArray.of(shape.inserted(0, Dim.of(batch)), file.next(batch * shape.size()));
    NdArray target = NdArray.of(labels.inserted(0, Dim.of(batch)), file.next(batch * labels.size()));
    var weights = new LinkedHashMap<String, NdArray>();
    for (NnTrainerLayer layer : layers) {
      for (String word : layer.states()) {
        Shape ours = network.shape(layer.state(word));
        weights.put(layer.state(word), layer.ordered(word, ours, file.next(ours.size())));
      }
    }
    double rate = Double.parseDouble(given.text("sgd_lr"));
    Context context = network.start(CodeForm.number(given.number()), Map.of(NnTrainerLayer.INPUT, x), target, weights, rate);
    var comparison = new Comparison(given.text("layers").contains("batchnorm") ? RELATIVE_OF_STATISTICS : RELATIVE);
    for (int step = 1; step <= steps; step++) {
      context.run(batch);
      comparison.step(step, file, x, layers, context);
    }
    file.requireEnd();
    comparison.requireNone();
    modelCases.incrementAndGet();
  }

  /// Both losses are means; labels are probabilities of the classes.
  private static Loss loss(Case given) {
    return switch (given.text("loss")) {
      case "softmax_cross_entropy" -> Loss.crossEntropy().probabilities();
      case "mse" -> Loss.meanSquaredError();
      default -> throw new IllegalArgumentException("loss " + given.text("loss"));
    };
  }

  /// Collects what disagrees in one case.
  private final class Comparison {
    private final double relative;
    private final List<String> problems = new ArrayList<>();

    Comparison(double relative) {
      this.relative = relative;
    }

    void add(String what, NdArray expected, NdArray actual) {
      double limit = Math.max(relative * Agreement.largest(expected), ABSOLUTE);
      Agreement.within(limit).check(what, expected, actual).ifPresent(problems::add);
      tensors.incrementAndGet();
    }

    private void add(String what, NnTrainerFile file, NdArray actual) {
      add(what, NdArray.of(actual.shape(), file.next(actual.size())), actual);
    }

    /// A training step: the records of the input layer and of every other one in order, then the loss.
    void step(int step, NnTrainerFile file, NdArray x, List<NnTrainerLayer> layers, Context context) {
      String when = "step " + step + ", ";
      add(when + NnTrainerLayer.INPUT, file, x);
      add(when + "gradient of " + NnTrainerLayer.INPUT, file, context.output(NnTrainerNetwork.gradient(NnTrainerLayer.INPUT)));
      for (NnTrainerLayer layer : layers) {
        add(when + layer.name(), file, context.output(layer.name()));
        for (String from : layer.from()) {
          add(when + "gradient of " + from + " through " + layer.name(), file, context.output(NnTrainerNetwork.through(layer, from)));
        }
        for (String word : layer.trained()) {
          weight(when + "gradient of ", layer, word, file, context.output(NnTrainerNetwork.gradient(layer.state(word))));
        }
        for (String word : layer.states()) {
          weight(when, layer, word, file, context.state(layer.state(word)));
        }
      }
      add(when + "loss", file, context.output(ModelGraphs.LOSS));
    }

    private void weight(String what, NnTrainerLayer layer, String word, NnTrainerFile file, NdArray actual) {
      add(what + layer.state(word), layer.ordered(word, actual.shape(), file.next(actual.size())), actual);
    }

    void requireNone() {
      assertTrue(problems.isEmpty(), () -> problems.size() + " disagreements\n" + String.join("\n", problems));
    }
  }
}
