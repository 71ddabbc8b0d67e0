package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.report.Prediction;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.io.Safetensors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of classes go from the data to the model, its file and its predictions.
final class ClassNamesTest {
  private static final List<String> ANIMALS = List.of("cat", "dog", "\"horse\",\n٣");

  @TempDir
  Path folder;

  private static Model three(Network body) {
    return Model.define("three", Shape.of(3), body);
  }

  /// Its outputs are its inputs.
  private static Model identity(Network tail) {
    return three(x -> tail.build(x.dense(3))).withParameters(Map.of(
        "dense1.weight", NdArray.of(Shape.of(3, 3), 1f, 0, 0, 0, 1, 0, 0, 0, 1), "dense1.bias", NdArray.of(Shape.of(3), 0f, 0, 0)));
  }

  private static DataSet animals() {
    float[] inputs = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    return DataSet.of(Shape.of(3), inputs, new int[] {0, 1, 2}, 3);
  }

  private static String codeOf(Executable mistake) {
    return assertThrows(UserError.class, mistake).code();
  }

  @Test
  void namesOfTheTrainingSetAreSavedWithTheModel() {
    Model net = three(x -> x.dense(3));
    assertEquals(List.of("0", "1", "2"), net.classNames());
    Model trained = net.trainer(t -> t.epochs(1).batch(3)).fit(animals().named(ANIMALS)).model();
    assertEquals(ANIMALS, trained.classNames());
    Path file = folder.resolve("animals.safetensors");
    trained.save(file);
    assertEquals(ANIMALS, Model.open(file).classNames());
    assertEquals(ANIMALS, net.load(file).classNames());
    assertEquals(ANIMALS, Model.open(file).compile().classNames());
    assertEquals(ANIMALS, trained.withSeed(4).classNames());
  }

  @Test
  void aSetThatKnowsNumbersAloneLeavesNamesAsTheyAre() {
    Model named = three(x -> x.dense(3)).withClassNames(ANIMALS);
    assertEquals(ANIMALS, named.trainer(t -> t.epochs(1).batch(3)).fit(animals()).model().classNames());
  }

  @Test
  void outputsBeyondTheNamesGoByTheirNumbers() {
    DataSet two = DataSet.of(Shape.of(3), new float[6], new int[] {0, 1}, 2).named(List.of("cat", "dog"));
    assertEquals(List.of("cat", "dog", "2"),
        three(x -> x.dense(3)).trainer(t -> t.epochs(1).batch(2).standardize(false)).fit(two).model().classNames());
  }

  @Test
  void outputsThatAreNoRowHaveNone() {
    Model map = Model.define("map", Shape.of(1, 4, 4), x -> x.conv(2, 3));
    assertEquals(List.of(), map.classNames());
    assertEquals("model/class-names", codeOf(() -> map.withClassNames(List.of("cat"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[1", "[null]", "[\"a\",\"b\",\"c\",\"d\"]", "[[\"a\"]]"})
  void aFileWhoseNamesAreDamagedIsRefused(String names) {
    Path file = folder.resolve("net.safetensors");
    three(x -> x.dense(3)).withClassNames(ANIMALS).save(file);
    Safetensors read = Safetensors.read(file);
    var metadata = new HashMap<>(read.metadata());
    assertTrue(metadata.containsKey("classes"));
    metadata.put("classes", names);
    new Safetensors(read.tensors(), metadata).write(file);
    UserError refused = assertThrows(UserError.class, () -> Model.open(file));
    assertEquals("model/class-names", refused.code());
    assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
  }

  @Test
  void probabilitiesAreThoseOfTheOutputsWhateverTheseAre() {
    float[] logits = {1, 3, 2, 0, 0, 5};
    double sum = Math.exp(1) + Math.exp(3) + Math.exp(2);
    Program program = identity(x -> x).withClassNames(ANIMALS).compile();
    List<Prediction> both = program.classify(logits);
    assertEquals(List.of(1, 2), both.stream().map(Prediction::label).toList());
    assertEquals(List.of("dog", ANIMALS.get(2)), both.stream().map(Prediction::name).toList());
    assertEquals(Math.exp(3) / sum, both.getFirst().probability(), 1e-12);
    float[] one = {1, 3, 2};
    List<Prediction> top = program.top(2, one);
    assertEquals(List.of(1, 2), top.stream().map(Prediction::label).toList());
    assertEquals(Math.exp(2) / sum, top.get(1).probability(), 1e-12);
    assertEquals(3, program.top(7, one).size());
    assertEquals("0.6652  dog", top.getFirst().toString());

    Prediction soft = identity(Tensor::softmax).compile().classify(one).getFirst();
    assertEquals(Math.exp(3) / sum, soft.probability(), 1e-6);
    assertEquals("1", soft.name());
    Program distances = three(x -> x.rbf(3)).compile();
    float[] d = distances.predict(one);
    assertEquals(IntStream.range(0, 3).boxed().min((a, b) -> Float.compare(d[a], d[b])).orElseThrow(),
        distances.classify(one).getFirst().label());
  }

  @Test
  void whatIsNoRowOfScoresIsRefused() {
    Program map = Model.define("map", Shape.of(1, 4, 4), x -> x.conv(2, 3)).compile();
    assertEquals("predict/classes", codeOf(() -> map.classify(new float[16])));
    Program single = three(x -> x.dense(1)).compile();
    assertEquals("predict/classes", codeOf(() -> single.classify(new float[3])));
    Program inner = three(x -> x.dense(3).relu().dense(3)).compile(c -> c.outputs("relu1"));
    assertEquals("predict/classes", codeOf(() -> inner.classify(new float[3])));
    Program program = identity(x -> x).compile();
    assertEquals("predict/length", codeOf(() -> program.top(1, new float[6])));
    assertEquals("predict/length", codeOf(() -> program.classify(new float[4])));
    assertEquals("train/option", codeOf(() -> program.top(0, new float[3])));
    float[] infinite = {0, Float.POSITIVE_INFINITY, 0};
    assertEquals("predict/nan", codeOf(() -> program.classify(infinite)));
  }

  @Test
  void oneExampleIsReadAsItWouldBeCopied() {
    DataSet data = animals();
    float[] second = {0, 1, 0};
    assertArrayEquals(second, data.input(1));
    assertArrayEquals(second, data.slice(1, 3).input(0));
  }
}
