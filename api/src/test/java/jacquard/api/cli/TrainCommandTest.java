package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.data.CifarFiles;
import jacquard.api.data.DigitFiles;
import jacquard.api.nets.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private static final String INITIALISERS =
      "fan-in, he-normal, he-uniform, glorot-normal, glorot-uniform, zeros, gaussian=SIGMA, constant=VALUE";

  @TempDir
  Path folder;

  private Path data;
  private Path out;

  @BeforeEach
  void draw() throws IOException {
    data = DigitFiles.write(folder.resolve("data"), 40, 20);
    out = folder.resolve("out");
  }

  private CommandRun train(String... more) {
    return CommandRun.of(args(more));
  }

  private String[] args(String... more) {
    return Stream.concat(Stream.of("train", "linear", "--data", data.toString()), Arrays.stream(more)).toArray(String[]::new);
  }

  private List<String> written() throws IOException {
    if (!Files.exists(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theDocumentHoldsEpochsAndTheHashOfWhatWasSaved() throws IOException {
    CommandRun run = train("--epochs", "2", "--out", out.toString(), "--json");
    JsonObject document = run.json();
    assertEquals(List.of("network", "epochs", "parametersSha256"), List.copyOf(document.keySet()));
    assertEquals(2, document.getAsJsonArray("epochs").size());
    JsonObject epoch = document.getAsJsonArray("epochs").get(1).getAsJsonObject();
    assertEquals(List.of("loss", "trainError", "testError", "seconds", "imagesPerSecond"), List.copyOf(epoch.keySet()));
    assertTrue(epoch.get("testError").getAsDouble() <= 1);
    assertEquals(List.of("linear.safetensors"), written());
    Model loaded = Nets.define("linear").load(out.resolve("linear.safetensors"));
    assertEquals(loaded.parametersSha256(), document.get("parametersSha256").getAsString());
    assertEquals(2, run.err().lines().count());
  }

  /// Without labels there is a loss in place of errors.
  @Test
  void anAutoencoderReconstructsTheImages() {
    JsonObject document = CommandRun.of("train", "conv-autoencoder", "--data", data.toString(), "--epochs", "1", "--json").json();
    JsonObject epoch = document.getAsJsonArray("epochs").get(0).getAsJsonObject();
    assertTrue(epoch.get("testError").isJsonNull());
    assertTrue(epoch.get("testLoss").getAsDouble() > 0);
    CommandRun run = CommandRun.of("train", "conv-autoencoder", "--data", data.toString(), "--epochs", "1");
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.getFirst().startsWith("epoch 1/1   loss 0.") && lines.getFirst().contains("   test loss 0."), run.out());
    assertTrue(lines.getLast().startsWith("conv-autoencoder: test loss 0."), run.out());
  }

  @Test
  void threadsChangeNothingAndSeedsDo() {
    String one = hash("--threads", "1");
    assertEquals(one, hash("--threads", "3"));
    assertFalse(one.equals(hash("--seed", "2")));
  }

  private String hash(String option, String value) {
    JsonObject document = train("--epochs", "2", "--batch", "16", "--json", option, value).json();
    return document.get("parametersSha256").getAsString();
  }

  @ParameterizedTest
  @CsvSource({"sgd", "adam", "adamw", "amsgrad", "rmsprop", "adagrad"})
  void everyOptimizerReportsOnStandardOutput(String optimizer) {
    CommandRun run = train("--epochs", "1", "--optimizer", optimizer, "--lr", "0.01", "--weight-decay", "0.001");
    run.exits(ExitCode.DONE);
    assertTrue(run.out().startsWith("epoch 1/1   loss "), run::out);
    assertTrue(run.out().contains("linear: test error "), run::out);
    assertEquals("", run.err());
  }

  @Test
  @Timeout(120)
  void anInterruptKeepsTheLastEpochWhole() throws IOException, InterruptedException {
    CommandRun run = CommandRun.start(args("--epochs", "1000000", "--out", out.toString(), "--json"));
    while (!written().contains("linear.safetensors")) {
      Thread.sleep(5);
    }
    run.interrupt();
    JsonObject document = run.end().exits(ExitCode.INTERRUPTED).document();
    assertTrue(document.get("stopped").getAsBoolean());
    assertTrue(document.getAsJsonArray("epochs").size() >= 1);
    assertEquals(List.of("linear.safetensors"), written());
    Model loaded = Nets.define("linear").load(out.resolve("linear.safetensors"));
    assertEquals(loaded.parametersSha256(), document.get("parametersSha256").getAsString());
    assertTrue(run.err().contains("stopped after "), run::err);
  }

  /// In whatever it is doing: reading, drawing weights, compiling, training.
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 150, 400})
  @Timeout(120)
  void anInterruptEndsItAtAnyTime(int milliseconds) throws InterruptedException {
    CommandRun run = CommandRun.start(args("--epochs", "1000000"));
    Thread.sleep(milliseconds);
    run.interrupt();
    run.end().exits(ExitCode.INTERRUPTED);
  }

  @Test
  void withoutDataItSaysWhatToGive() {
    CommandRun run = CommandRun.of("train", "lenet5").exits(ExitCode.WRONG_USAGE);
    assertTrue(run.err().startsWith("Missing option '--data DIR': a folder with train-images-idx3-ubyte, "), run::err);
  }

  @Test
  void aMissingFolderIsNamed() {
    assertEquals("""
        there is no data set here                                               [data/directory]
          at        DIR/none
          got       nothing of this name in DIR
          expected  a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, \
        t10k-labels-idx1-ubyte, plain or .gz
          expected  or a folder with data_batch_1.bin … data_batch_5.bin, test_batch.bin (or train_COUNT.bin, test_COUNT.bin), plain or .gz
          fix       check the path""",
        CommandRun.of("train", "linear", "--data", folder.resolve("none").toString()).mistake(folder));
  }

  @Test
  void aTruncatedFileIsNamedAndNothingIsWritten() throws IOException {
    Path images = data.resolve(DigitFiles.TRAIN_IMAGES);
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 1000));
    assertEquals("""
        the file ends early                                                     [idx/truncated]
          at        DIR/data/train-images-idx3-ubyte, byte 1000
          got       1000 bytes
          expected  16 + 40 * 28 * 28 = 31376 bytes
          fix       fetch the file again""", train("--out", out.toString(), "--json").mistake(folder));
    assertEquals(List.of(), written());
  }

  @Test
  void aWrongMagicIsNamed() throws IOException {
    DigitFiles.patch(data.resolve(DigitFiles.TEST_IMAGES), 3, 1);
    assertEquals("""
        this is not an IDX file of unsigned bytes with 3 dimensions             [idx/magic]
          at        DIR/data/t10k-images-idx3-ubyte, byte 0
          got       0x00000801
          expected  0x00000803
          fix       check that image and label files are not exchanged""", train().mistake(folder));
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    DigitFiles.patch(data.resolve(DigitFiles.TRAIN_LABELS), 8 + 5, 10);
    assertEquals("""
        a label is outside the classes                                          [data/label-range]
          at        DIR/data/train-labels-idx1-ubyte, byte 13
          got       example 5 has label 10
          expected  a label in [0, 10)
          fix       number the classes from 0; files of these names have ten classes""", train().mistake(folder));
  }

  @Test
  void countsThatDifferAreNamed() throws IOException {
    Files.copy(data.resolve(DigitFiles.TEST_LABELS), data.resolve("other"));
    Files.move(data.resolve("other"), data.resolve(DigitFiles.TRAIN_LABELS), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("""
        images and labels disagree on the number of examples                    [data/counts]
          at        DIR/data/train-images-idx3-ubyte, byte 4
          at        DIR/data/train-labels-idx1-ubyte, byte 4
          got       40 images, 20 labels
          expected  as many labels as images
          fix       take both files from the same set""", train().mistake(folder));
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    assertEquals("""
        the examples are not inputs of this network                             [train/input-shape]
          got       examples [1,28,28], network "convnet-cifar10" takes [3,32,32]
          expected  one shape
          fix       define the model for an input of shape [1,28,28]""",
        CommandRun.of("train", "convnet-cifar10", "--data", data.toString()).mistake());
  }

  @Test
  void aLossThatIsNotFiniteNamesTheStep() {
    String message = train("--optimizer", "sgd", "--lr", "1e38", "--batch", "16", "--out", out.toString()).exits(ExitCode.USER_ERROR).err();
    assertTrue(message.contains("the loss is ") && message.contains(" of epoch 1 "), message);
    assertTrue(message.contains("[train/not-finite]\n  at        training of \"linear\"\n"), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--lr | -1 | -1.0 | a number above 0", "--lr | NaN | NaN | a number above 0", "--epochs | 0 | 0 | at least 1",
      "--batch | -4 | -4 | at least 1", "--top-k | 0 | 0 | 1 to 10", "--top-k | 11 | 11 | 1 to 10",
      "--validation | 1.0 | 1.0 | a number between 0 and 1, neither of them", "--examples | 0 | 0 | at least 1",
      "--threads | 0 | 0 | 1 to 256", "--weight-decay | -0.1 | -0.1 | 0 or above"})
  void optionsOutOfRangeAreNamed(String option, String given, String shown, String expected) {
    List<String> message = train(option, given).mistake().lines().toList();
    assertTrue(message.getFirst().startsWith("the option " + option + " is out of range  "), message::toString);
    assertTrue(message.getFirst().endsWith("  [option/value]"), message::toString);
    assertEquals(List.of("  at        " + option + " " + shown, "  got       " + shown, "  expected  " + expected), message.subList(1, 4));
  }

  @Test
  void validationAndTopErrorAreReported() {
    JsonObject document = train("--epochs", "2", "--validation", "0.25", "--top-k", "10", "--json").json();
    assertEquals(List.of("network", "epochs", "parametersSha256", "topError"), List.copyOf(document.keySet()));
    JsonObject epoch = document.getAsJsonArray("epochs").get(1).getAsJsonObject();
    assertEquals(List.of("loss", "trainError", "validationError", "testError", "seconds", "imagesPerSecond"), List.copyOf(epoch.keySet()));
    assertEquals(0, epoch.get("validationError").getAsDouble() * 10 % 1, 1e-9);
    assertEquals("{\"k\":10,\"testError\":0.0}", document.get("topError").toString());
    String text = train("--epochs", "1", "--validation", "0.25", "--top-k", "10").exits(ExitCode.DONE).out();
    assertTrue(text.contains("   validation error ") && text.contains("top-10 test error 0.00 %"), text);
  }

  @Test
  void theTopErrorOfOneIsTheError() {
    JsonObject document = train("--epochs", "1", "--top-k", "1", "--json").json();
    assertEquals(document.getAsJsonArray("epochs").get(0).getAsJsonObject().get("testError"),
        document.getAsJsonObject("topError").get("testError"));
  }

  @Test
  void everyChoiceOfDataAndStartChangesTheRun() {
    String plain = hash("--seed", "0");
    for (List<String> given : List.of(List.of("--permute-pixels", "3"), List.of("--permute-pixels"),
        List.of("--augment", "crop=2,flip,shift=0.5,jitter=0.1"),
        List.of("--standardize", "image"), List.of("--standardize", "none"), List.of("--init", "he-normal"),
        List.of("--init", "gaussian=0.01"), List.of("--examples", "30"))) {
      String[] options = Stream.concat(Stream.of("--epochs", "2", "--batch", "16", "--json"), given.stream()).toArray(String[]::new);
      assertFalse(plain.equals(train(options).json().get("parametersSha256").getAsString()), given::toString);
    }
    assertEquals(plain, hash("--standardize", "all"));
    assertEquals(hash("--augment", "crop=2"), hash("--augment", " crop=2 "));
  }

  @Test
  void cifarFoldersAreRecognised() throws IOException {
    Path cifar = CifarFiles.write(folder.resolve("cifar"), 12, 4);
    JsonObject document = CommandRun.of("train", "convnet-cifar10", "--data", cifar.toString(), "--epochs", "1", "--batch", "4",
        "--standardize", "channel", "--augment", "flip", "--json").json();
    assertEquals(1, document.getAsJsonArray("epochs").size());
    CommandRun.of("train", "linear", "--input", "3,32,32", "--data", cifar.toString(), "--epochs", "1").exits(ExitCode.DONE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--augment | crop=x | \"x\" | a number such as 0.1",
      "--augment | crop=1.5 | \"crop=1.5\" | crop=PIXELS, shift=PIXELS, flip, jitter=AMOUNT, separated by commas",
      "--augment | flip,turn=3 | \"turn=3\" | crop=PIXELS, shift=PIXELS, flip, jitter=AMOUNT, separated by commas",
      "--augment | jitter=2 | 2.0 | a number from 0 to 1",
      "--init | best | \"best\" | one of " + INITIALISERS,
      "--init | gaussian | \"gaussian\" | one of " + INITIALISERS,
      "--init | gaussian=a | \"a\" | a number such as 0.1",
      "--standardize | pixel | \"pixel\" | one of all, channel, image, none"})
  void valuesNobodyKnowsAreNamed(String option, String given, String got, String expected) {
    List<String> message = train(option, given).mistake().lines().toList();
    assertTrue(message.getFirst().endsWith("  [option/value]"), message::toString);
    assertEquals(List.of("  got       " + got, "  expected  " + expected), message.subList(2, 4));
  }

  @Test
  void unknownOptimizersAreNamed() {
    assertEquals("""
        the option --optimizer does not know this value                         [option/value]
          at        --optimizer newton
          got       "newton"
          expected  one of adamw, adam, sgd, amsgrad, rmsprop, adagrad""", train("--optimizer", "newton").mistake());
  }
}
