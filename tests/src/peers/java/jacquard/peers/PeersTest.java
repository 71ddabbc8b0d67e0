package jacquard.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import com.google.gson.GsonBuilder;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.runtime.Context;
import jacquard.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// How long inference takes beside ONNX Runtime, on one thread and on two: the same network, written by our own export, on the same
/// numbers; results are compared first, then both run in turns, and the medians stand in `target/peers.json`, a table in
/// `target/peers.md`.
///
/// Both get arrays in and give arrays out, and hold their weights packed.
@Isolated("measures")
class PeersTest {
  private static final double TOLERANCE = 1e-3;
  private static final List<Integer> THREADS = List.of(1, 2);
  private static final double SECONDS = Double.parseDouble(System.getProperty("jacquard.peers.seconds", "3"));
  private static final String ONLY = System.getProperty("jacquard.peers.only", "");

  private record Work(String network, int batch) {}

  private static final List<Work> WORKS = List.of(new Work("lenet5", 1), new Work("convnet-mnist", 1), new Work("convnet-mnist", 128),
      new Work("mobilenet-v1", 1), new Work("alexnet", 1), new Work("nin", 1), new Work("googlenet", 1), new Work("resnet50", 1),
      new Work("zfnet", 1), new Work("vgg16", 1), new Work("vgg16", 8));

  /// A row of `peers.json`; `ratio` above 1 says that we are faster.
  record Row(String network, String mode, int batch, int threads, double oursMs, String peer, double peerMs, double ratio) {
    String cells() {
      return String.format(Locale.ROOT, "| `%s` | %s | %d | %d | %.3f | %s | %.3f | %.2f |", network, mode, batch, threads, oursMs, peer,
          peerMs, ratio);
    }
  }

  @TempDir Path folder;

  @Test
  void inference() throws OrtException, IOException {
    var rows = new ArrayList<Row>();
    for (Work work : WORKS) {
      if (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(work.network())) {
        rows.addAll(measured(work));
        write(rows);
      }
    }
    assertTrue(!rows.isEmpty());
  }

  private List<Row> measured(Work work) throws OrtException {
    Model model = Nets.define(work.network());
    Path file = folder.resolve(work.network() + ".onnx");
    if (!Files.exists(file)) {
      model.writeOnnx(file);
    }
    NdArray x = Leaves.of(model.graphs().evaluation(), work.batch(), 1).get(ModelGraphs.INPUT);
    var program = Compiler.create().compile(model.graphs().inference());
    var rows = new ArrayList<Row>();
    for (int threads : THREADS) {
      Context context = program.context(threads);
      float[] ours = new float[Math.toIntExact(model.outputShape().size()) * work.batch()];
      float[] theirs = new float[ours.length];
      try (var session = new OnnxSession(file, threads)) {
        Map<String, OnnxTensor> inputs = Map.of(ModelGraphs.INPUT, session.tensor(x));
        var pair = new TurnTimer(() -> {
          context.setInput(ModelGraphs.INPUT, x.floats(), 0);
          context.run(work.batch());
          context.output(ModelGraphs.OUTPUT, ours, 0);
        }, () -> session.run(inputs, theirs));
        pair.warmUp(SECONDS);
        double error = OnnxAgreement.error(array(ours), array(theirs));
        assertTrue(error <= TOLERANCE, () -> work + ": results differ by " + error);
        double[] medians = pair.medians(SECONDS);
        var row = new Row(work.network(), "inference", work.batch(), threads, medians[0], "onnxruntime", medians[1],
            medians[1] / medians[0]);
        System.out.println(row.cells());
        rows.add(row);
      }
    }
    return rows;
  }

  private static NdArray array(float[] values) {
    return NdArray.of(Shape.of(values.length), values);
  }

  private static void write(List<Row> rows) throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("peers.json"), new GsonBuilder().setPrettyPrinting().create().toJson(rows));
    var table = new StringBuilder("| network | mode | batch | threads | ours, ms | peer | peer, ms | ratio |\n"
        + "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |\n");
    rows.forEach(r -> table.append(r.cells()).append('\n'));
    Files.writeString(target.resolve("peers.md"), table);
  }
}
