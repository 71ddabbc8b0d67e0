package jacquard.api.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.report.Detail;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What listeners write of a run, read back by others' readers.
final class ListenersTest {
  private static final String HOSTILE = "<script>alert('\"&\n" + "x".repeat(10_000);

  @TempDir
  private Path folder;

  private static DataSet digits(int count, long seed) {
    return DrawnDigits.generate(seed, count);
  }

  private static Model net() {
    return Model.define("net", Shape.of(1, 28, 28), x -> x.conv(4, 5).relu().maxPool(4).flatten().dense(10));
  }

  private static TrainingRun train(DataSet test, TrainingListener... listeners) {
    return net().trainer(t -> {
      t.epochs(2).batch(50).optimizer(Optimizer.adam(1e-3));
      Arrays.asList(listeners).forEach(t::listener);
    }).fit(digits(200, 1), test);
  }

  @Test
  void aRunPrintsItsEpochs() {
    var bytes = new ByteArrayOutputStream();
    TrainingRun run = train(digits(50, 2), Listeners.progress(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("training " + run.model() + " on 200 examples", lines.getFirst());
    String first = lines.get(1);
    assertTrue(first.startsWith("epoch 1/2, step 1/4: loss ") && first.endsWith("the kernels are compiled meanwhile"), first);
    assertEquals(run.epochs().stream().map(e -> e.toString().replaceFirst("epoch (.)", "epoch $1/2")).toList(), lines.subList(2, 4));
    assertEquals(4, lines.size());
  }

  @Test
  void aTerminalShowsABar() {
    var bytes = new ByteArrayOutputStream();
    train(digits(50, 2), new ProgressListener(new PrintStream(bytes, true, StandardCharsets.UTF_8), true));
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(shown.contains("epoch 1/2 [======                  ]  25 %  loss "), shown);
    assertTrue(shown.contains(" images/s"), shown);
  }

  /// After one step, the slowest, nothing is known of the time that is left.
  @Test
  void aBarEstimatesFromTheSecondStepOn() throws InterruptedException {
    var bytes = new ByteArrayOutputStream();
    var listener = new ProgressListener(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
    listener.stepDone(new Progress(1, 2, 1, 4, 2.3, OptionalDouble.empty(), 8, 2.3, 1e-3));
    String first = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(first.endsWith("25 %  loss 2.3, 8.0 images/s"), first);
    Thread.sleep(250);
    listener.stepDone(new Progress(1, 2, 2, 4, 2.2, OptionalDouble.empty(), 20, 2.1, 1e-3));
    String second = bytes.toString(StandardCharsets.UTF_8).substring(first.length());
    assertTrue(second.matches("(?s).*50 %  loss 2\\.2, [0-9.]+ images/s, [0-9.]+ s left"), second);
  }

  @Test
  void rowsHoldWhatEpochsSay() throws IOException {
    Path file = folder.resolve("epochs.csv");
    TrainingRun run = train(digits(50, 2), Listeners.csv(file));
    List<String[]> rows = Files.readAllLines(file).stream().map(l -> l.split(",", -1)).toList();
    assertEquals(3, rows.size());
    assertEquals(List.of("epoch", "loss", "trainError", "validationLoss", "validationError", "testLoss", "testError", "learningRate",
        "seconds", "imagesPerSecond"), List.of(rows.getFirst()));
    for (int i = 0; i < 2; i++) {
      Epoch e = run.epochs().get(i);
      assertEquals(List.of(String.valueOf(i + 1), String.valueOf(e.loss()), String.valueOf(e.trainError()), "", "",
          String.valueOf(e.test().orElseThrow().loss()), String.valueOf(e.testError()), "0.001", String.valueOf(e.seconds()),
          String.valueOf(e.imagesPerSecond())), List.of(rows.get(i + 1)));
    }
    assertEquals("file/unwritable", assertThrows(UserError.class, () -> train(digits(50, 2), Listeners.csv(folder))).code());
  }

  /// Keeps what listeners are given, to compare files with.
  private static final class Kept implements TrainingListener {
    final List<Progress> steps = new ArrayList<>();
    NdArray gradient = NdArray.of(Shape.of(1), 0f);
    NdArray weight = gradient;

    @Override
    public Set<Detail> details() {
      return Set.of(Detail.GRADIENTS);
    }

    @Override
    public void stepDone(Progress progress, StepValues values) {
      steps.add(progress);
      assertEquals(Set.of("conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias"), values.trained());
      gradient = values.gradient("conv1.weight");
      weight = values.value("conv1.weight");
    }
  }

  @Test
  void eventFilesAreReadBack() throws IOException {
    var kept = new Kept();
    TrainingRun run = train(digits(50, 2), Listeners.tensorBoard(folder.resolve("runs/a")), kept);
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("runs/a"))) {
      file = files.toList().getFirst();
    }
    assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."), file::toString);
    List<EventRecords.Value> values = EventRecords.read(file);
    List<EventRecords.Value> losses = values.stream().filter(v -> v.tag().equals("step/loss")).toList();
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), losses.stream().map(EventRecords.Value::step).toList());
    assertEquals(kept.steps.stream().map(p -> (float) p.stepLoss()).toList(), losses.stream().map(EventRecords.Value::number).toList());
    assertEquals(run.epochs().stream().map(e -> (float) e.testError()).toList(),
        values.stream().filter(v -> v.tag().equals("test/error")).map(EventRecords.Value::number).toList());
    for (String kind : List.of("f1_macro", "roc_auc", "dead_units/relu1")) {
      assertEquals(List.of(4L, 8L), values.stream().filter(v -> v.tag().equals("test/" + kind)).map(EventRecords.Value::step).toList());
    }
    assertHistogram(values, "gradients/conv1.weight", kept.gradient);
    assertHistogram(values, "weights/conv1.weight", kept.weight);
    byte[] png = (byte[]) values.stream().filter(v -> v.tag().equals("filters/conv1")).toList().getLast().fields().get(44);
    assertTrue(ImageIO.read(new ByteArrayInputStream(png)).getWidth() > 100);
  }

  private static void assertHistogram(List<EventRecords.Value> values, String tag, NdArray array) {
    EventRecords.Value last = values.stream().filter(v -> v.tag().equals(tag)).toList().getLast();
    double[] elements = array.cast(DType.F64).doubles().clone();
    Arrays.sort(elements);
    assertEquals(elements[0], last.histogram(1));
    assertEquals(elements[elements.length - 1], last.histogram(2));
    assertEquals(elements.length, last.histogram(3));
    assertEquals(Arrays.stream(elements).sum(), last.histogram(4), 1e-9);
    double[] limits = last.bins(6);
    double[] counts = last.bins(7);
    assertEquals(limits.length, counts.length);
    assertEquals(elements.length, Arrays.stream(counts).sum());
    double below = 0;
    for (int b = 0; b < limits.length; b++) {
      below += counts[b];
      double limit = limits[b] + 1e-12;
      assertEquals(below, Arrays.stream(elements).filter(e -> e <= limit).count(), 1, tag + " up to " + limit);
    }
  }

  /// Gradients that listeners see are those of the loss, and watching a run does not change what it computes.
  @Test
  void watchedRunsComputeTheSame() {
    var kept = new Kept();
    String watched = train(digits(50, 2), kept, Listeners.report(folder), Listeners.tensorBoard(folder)).model().parametersSha256();
    assertEquals(train(digits(50, 2)).model().parametersSha256(), watched);

    Model line = Model.define("line", Shape.of(2), x -> x.dense(1, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(1, 2), 1f, 1f)));
    DataSet one = DataSet.ofTargets(Shape.of(2), new float[] {3, -1}, Shape.of(1), new float[] {0});
    var gradient = new ArrayList<NdArray>();
    line.trainer(t -> t.loss(Loss.meanSquaredError()).standardize(false).epochs(1).listener(new TrainingListener() {
      @Override
      public Set<Detail> details() {
        return Set.of(Detail.GRADIENTS);
      }

      @Override
      public void stepDone(Progress progress, StepValues values) {
        gradient.add(values.gradient("dense1.weight"));
      }
    })).fit(one);
    assertArrayEquals(new float[] {12, -4}, gradient.getFirst().floats()); // 2·(3 − 1)·(3, −1)
  }

  @Test
  void theReportIsAWholePageAtAnyTime() throws IOException {
    var pages = new ArrayList<String>();
    var names = new ArrayList<>(List.of(HOSTILE));
    for (int c = 1; c < 10; c++) {
      names.add("c" + c);
    }
    TrainingRun run = train(digits(100, 2).named(names), Listeners.report(folder), new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        try {
          pages.add(Files.readString(folder.resolve("report.html")));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    });
    String last = Files.readString(folder.resolve("report.html"));
    pages.add(last);
    for (String page : pages) {
      assertTrue(page.startsWith("<!DOCTYPE html>") && page.endsWith("</html>\n"), page);
      String text = page.replaceAll("base64,[^\"]*", "");
      assertFalse(text.contains("<script") || text.contains("src=\"http") || text.contains("NaN"), "no script, no network, no NaN");
    }
    assertTrue(pages.getFirst().contains("http-equiv=\"refresh\""));
    assertFalse(last.contains("http-equiv=\"refresh\""));
    assertTrue(last.contains("<p>Done after ") && last.contains("2 of 2 epochs."), last);
    for (String wanted : List.of("loss", "error", "learning rate", "images per second", "norm of the gradient, by layer")) {
      assertTrue(last.contains("<figcaption>" + wanted + "</figcaption>"), wanted);
    }
    assertTrue(last.contains("&lt;script&gt;alert(&#39;&quot;&amp;"), "names are text");
    assertTrue(last.contains("relu1") && last.contains("dense1") && last.contains("ROC-AUC"));
    int mistakes = run.lastEpoch().test().orElseThrow().classification().orElseThrow().mistakes().size();
    assertEquals(Math.min(24, mistakes), last.split("data:image/png;base64,", -1).length - 1);
    Path file = folder.resolve("report.html");
    assertEquals("file/no-directory", assertThrows(UserError.class, () -> train(digits(50, 2), Listeners.report(file))).code());
  }

  @Test
  void aFailedRunSaysSo() throws IOException {
    assertThrows(UserError.class, () -> net().trainer(t -> t.batch(50).epochs(3).optimizer(Optimizer.sgd(1e30))
        .listener(Listeners.report(folder))).fit(digits(100, 1)));
    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.contains("<p>Failed: ") && !page.contains("http-equiv=\"refresh\"") && page.endsWith("</html>\n"), page);
  }

  /// The process that [#aKilledRunLeavesWhatItHas] kills.
  static final class Killed {
    private Killed() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      net().trainer(t -> t.epochs(1_000_000).batch(10).listener(Listeners.report(folder)).listener(Listeners.tensorBoard(folder))
          .listener(Listeners.csv(folder.resolve("epochs.csv"))).listener(new TrainingListener() {
            @Override
            public void epochDone(Epoch epoch, Model model) {
              if (epoch.number() == 20) {
                System.out.write('e');
                System.out.flush();
              }
            }
          })).fit(digits(100, 1), digits(50, 2));
    }
  }

  @Test
  void aKilledRunLeavesWhatItHas() throws Exception {
    Process run = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-Xmx256m",
        "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), Killed.class.getName(),
        folder.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    assertEquals('e', run.getInputStream().read(), "twenty epochs are over");
    run.destroyForcibly().waitFor();
    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.startsWith("<!DOCTYPE html>") && page.endsWith("</html>\n"), page);
    assertTrue(Files.readAllLines(folder.resolve("epochs.csv")).size() > 20);
    try (Stream<Path> files = Files.list(folder)) {
      EventRecords.read(files.filter(f -> f.toString().contains("tfevents")).findFirst().orElseThrow());
    }
  }
}
