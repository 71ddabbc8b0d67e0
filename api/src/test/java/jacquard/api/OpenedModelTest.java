package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.NetworkText;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Printer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// A saved model is opened without the code that defined it, and is then as any other.
final class OpenedModelTest {
  private static final int MUTANTS = 300;

  @TempDir
  Path folder;

  /// With statistics, random numbers, an auxiliary head and a block.
  private static Model rich() {
    return Model.define("rich", Shape.of(1, 6, 6), x -> x
        .conv(4, 3).batchNorm().relu().auxiliary("aux", 0.3, t -> t.flatten().dense(3))
        .block("tail", t -> t.conv(4, 3, c -> c.padding(1)).relu()).dropout(0.25).flatten().dense(3));
  }

  private static DataSet data() {
    var random = new Random(5);
    var pixels = new float[40 * 36];
    var labels = new int[40];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3;
    }
    return DataSet.of(Shape.of(1, 6, 6), pixels, labels, 3);
  }

  private Model opened(Model model) {
    Path file = folder.resolve(model.name() + ".safetensors");
    model.save(file);
    return Model.open(file);
  }

  @Test
  void everyBuiltInNetworkIsReadAsItWasWritten() {
    for (String name : Nets.names()) {
      NetworkDefinition before = Nets.define(name).structure();
      Model after = new Model(NetworkText.read(NetworkText.file(before, Map.of(), Map.of()), Path.of(name)));
      for (Mode mode : Mode.values()) {
        assertEquals(Printer.print(before.forward(mode).graph()), Printer.print(after.structure().forward(mode).graph()), name);
        assertEquals(Printer.print(new Model(before).graphs().activations(mode)), Printer.print(after.graphs().activations(mode)), name);
      }
      assertEquals(new Model(before).summary().toString(), after.summary().toString());
      assertEquals(before.warnings(), after.warnings());
    }
  }

  @Test
  void itPredictsAndTrainsOnToTheSameBits() {
    Model trained = rich().trainer(t -> t.batch(8).epochs(1)).fit(data()).model();
    Model opened = opened(trained);
    assertEquals(trained.parametersSha256(), opened.parametersSha256());
    assertEquals(trained.statistics(), opened.statistics());
    assertEquals(trained.standardization(), opened.standardization());
    var row = new float[36];
    data().copyInput(7, row, 0);
    assertArrayEquals(trained.compile().predict(row), opened.compile().predict(row));
    assertEquals(trained.trainer(t -> t.batch(8).epochs(1)).fit(data()).model().parametersSha256(),
        opened.trainer(t -> t.batch(8).epochs(1)).fit(data()).model().parametersSha256());
    assertEquals(trained.parametersSha256(), rich().load(folder.resolve("rich.safetensors")).parametersSha256());
    assertEquals(opened.parametersSha256(), opened(opened).parametersSha256(), "and is saved again");
  }

  @Test
  void whatTheDefiningCodeAloneCanDoIsRefused() {
    Model opened = opened(Model.define("plain", Shape.of(4), x -> x.dense(2)));
    assertEquals("model/fixed", assertThrows(UserError.class, () -> opened.withSeed(3).parameters()).code());
    assertEquals("model/fixed", assertThrows(UserError.class, () -> opened.at(Shape.of(5))).code());
    assertEquals(Model.define("plain", Shape.of(4), x -> x.dense(2)).withInitializer(Initializer.heNormal(), 1).parametersSha256(),
        opened.withInitializer(Initializer.heNormal(), 1).parametersSha256());
  }

  @Test
  void aFileOfValuesAloneSaysWhatItLacks() {
    Path file = folder.resolve("values.safetensors");
    Safetensors.of(rich().parameters()).write(file);
    assertEquals("model/no-structure", assertThrows(UserError.class, () -> Model.open(file)).code());
  }

  @Test
  void changedFilesAreRefusedInWords() {
    Path file = folder.resolve("rich.safetensors");
    rich().save(file);
    Safetensors whole = Safetensors.read(file);
    var random = new Random(11);
    var refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      var metadata = new LinkedHashMap<>(whole.metadata());
      List<String> keys = List.copyOf(metadata.keySet());
      metadata.computeIfPresent(keys.get(random.nextInt(keys.size())), (k, text) -> mutant(text, random));
      try {
        var opened = new Model(NetworkText.read(new Safetensors(whole.tensors(), metadata), file));
        if (i % 40 == 0) {
          opened.summary();
          Printer.print(opened.graphs().evaluation());
        }
      } catch (UserError e) {
        refused++;
      }
    }
    assertTrue(refused > MUTANTS / 2, refused + " refused");
    var codes = Set.of("model/structure", "text/parse", "text/constant");
    Path cut = folder.resolve("cut.safetensors");
    var metadata = new LinkedHashMap<>(whole.metadata());
    metadata.put("structure", "{}");
    new Safetensors(whole.tensors(), metadata).write(cut);
    assertTrue(codes.contains(assertThrows(UserError.class, () -> Model.open(cut)).code()));
  }

  private static String mutant(String text, Random random) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(20)));
      case 2 -> text.substring(0, at) + (char) ('0' + random.nextInt(75)) + text.substring(at + 1);
      default -> text.substring(0, at) + text.substring(at / 2);
    };
  }

  private static String message(String code, Executable action) {
    UserError error = assertThrows(UserError.class, action);
    assertEquals(code, error.code(), error::getMessage);
    return String.valueOf(error.getMessage());
  }

  private static String damaged(Safetensors whole, String from, String to, Path file) {
    var metadata = new LinkedHashMap<>(whole.metadata());
    metadata.computeIfPresent("structure", (k, text) -> text.replaceFirst(from, to));
    assertNotEquals(whole.metadata(), metadata);
    new Safetensors(whole.tensors(), metadata).write(file);
    String message = message("model/structure", () -> Model.open(file));
    assertEquals(List.of("at", "got", "expected", "fix"), message.lines().skip(1).map(l -> l.strip().split(" ")[0]).toList(), message);
    assertTrue(message.contains("damaged.safetensors"), message);
    return message;
  }

  @Test
  void messagesNameTheFile(@TempDir Path folder) {
    Path file = folder.resolve("net.safetensors");
    Model model = Model.define("net", Shape.of(3), x -> x.dense(2));
    model.save(file);
    Safetensors whole = Safetensors.read(file);
    Path other = folder.resolve("damaged.safetensors");
    assertTrue(damaged(whole, "\"f32\"", "\"f31\"", other).contains("there is no element type 'f31'"));
    assertTrue(damaged(whole, "\"version\":1", "\"version\":2", other).contains("of a later format"));
    assertTrue(damaged(whole, "\"parameters\"", "\"parametres\"", other).contains("a part is missing"));
    Model wider = Model.define("net", Shape.of(4), x -> x.dense(2));
    assertTrue(message("parameters/shape", () -> wider.load(file)).contains("net.safetensors"));
    Model renamed = Model.define("net", Shape.of(3), x -> x.dense(2, d -> d.bias(false)));
    assertTrue(message("parameters/unknown", () -> renamed.load(file)).contains("net.safetensors"));
    var tensors = new LinkedHashMap<>(whole.tensors());
    tensors.put("input.mean", NdArray.zeros(TensorType.f64(3)));
    tensors.put("input.deviation", NdArray.zeros(TensorType.f64(3)));
    new Safetensors(tensors, whole.metadata()).write(other);
    String standardization = message("parameters/standardization", () -> model.load(other));
    assertTrue(standardization.contains("input.mean f64[3]\n"), standardization);
  }
}
