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
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxTensors;
import jacquard.measure.ThisMachine;
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

/// How long inference takes beside ONNX Runtime, on one thread and on two: the same network, written by our own export or by others, on the
/// same numbers; results are compared first, then both run in turns, and the medians stand in `target/peers.json`, a table in
/// `target/peers.md`.
///
/// Both get arrays in and give arrays out, and hold their weights packed.
@Isolated("measures")
class PeersTest {
  private static final double TOLERANCE = 1e-3;
  private static final List<Integer> THREADS = List.of(1, 2);
  private static final double SECONDS = Double.parseDouble(System.getProperty("jacquard.peers.seconds", "3"));
  private static final String ONLY = System.getProperty("jacquard.peers.only", "");

  private static final Path MODELS = Path.of(System.getProperty("jacquard.models",
      System.getProperty("jacquard.shared", "../../shared") + "/models"));

  private record Work(String network, int batch) {}

  private static final List<Work> WORKS = List.of(new Work("lenet5", 1), new Work("convnet-mnist", 1), new Work("convnet-mnist", 128),
      new Work("mobilenet-v1", 1), new Work("alexnet", 1), new Work("nin", 1), new Work("googlenet", 1), new Work("resnet50", 1),
      new Work("zfnet", 1), new Work("vgg16", 1), new Work("vgg16", 8));

  /// Networks that others trained and wrote, of one input.
  private static final List<String> IMPORTED = List.of("squeezenet1.1", "ultraface-rfb-320", "yunet-n-320", "blazeface-front");

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
      if (isWanted(work.network())) {
        Model model = Nets.define(work.network());
        Path file = folder.resolve(work.network() + ".onnx");
        if (!Files.exists(file)) {
          model.writeOnnx(file);
        }
        NdArray x = Leaves.of(model.graphs().evaluation(), work.batch(), 1).get(ModelGraphs.INPUT);
        rows.addAll(measured(work, model.graphs().inference(), file, ModelGraphs.INPUT, x));
        write(rows);
      }
    }
    for (String name : IMPORTED) {
      if (isWanted(name)) {
        Path file = MODELS.resolve(name).resolve("model.onnx");
        String input = OnnxFile.read(file).inputs().getFirst();
        NdArray x = OnnxTensors.read(file.resolveSibling("test_data_set_0").resolve("input_0.pb"));
        rows.addAll(measured(new Work(name, x.shape().extent(0)), Model.readOnnx(file).graphs().inference(), file, input, x));
        write(rows);
      }
    }
    assertTrue(!rows.isEmpty());
  }

  private static boolean isWanted(String network) {
    return ONLY.isEmpty() || List.of(ONLY.split(",")).contains(network);
  }

  private static List<Row> measured(Work work, Graph graph, Path file, String input, NdArray x) throws OrtException {
    var program = Compiler.create().compile(graph);
    List<String> outputs = List.copyOf(graph.outputs().keySet());
    var rows = new ArrayList<Row>();
    for (int threads : THREADS) {
      Context context = program.context(threads);
      List<float[]> ours = graph.outputs().values().stream().map(node -> new float[Math.toIntExact(node.type().shape().size(work.batch()))])
          .toList();
      List<float[]> theirs = ours.stream().map(float[]::clone).toList();
      try (var session = new OnnxSession(file, threads)) {
        Map<String, OnnxTensor> inputs = Map.of(session.input(), session.tensor(x));
        var pair = new TurnTimer(threads, () -> {
          context.setInput(input, x.floats(), 0);
          context.run(work.batch());
          for (int k = 0; k < ours.size(); k++) {
            context.output(outputs.get(k), ours.get(k), 0);
          }
        }, () -> session.run(inputs, theirs));
        pair.warmUp(SECONDS);
        for (int k = 0; k < ours.size(); k++) {
          double error = OnnxAgreement.error(array(theirs.get(k)), array(ours.get(k)));
          assertTrue(error <= TOLERANCE, () -> work + ": results differ by " + error);
        }
        double[] medians = pair.medians(SECONDS);
        var row = new Row(work.network(), "inference", work.batch(), threads, medians[0], "onnxruntime", medians[1],
            medians[1] / medians[0]);
        System.out.println(row.cells() + (threads > 1 ? " turns on shared cores: " + pair.turns() : ""));
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
    var table = new StringBuilder(ThisMachine.line() + "\n\n| network | mode | batch | threads | ours, ms | peer | peer, ms | ratio |\n"
        + "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |\n");
    rows.forEach(r -> table.append(r.cells()).append('\n'));
    Files.writeString(target.resolve("peers.md"), table);
  }
}
