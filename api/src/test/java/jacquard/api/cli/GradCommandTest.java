package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import jacquard.api.CompiledGraph;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.data.DataSet;
import jacquard.api.nets.Nets;
import jacquard.api.report.Detail;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradCommandTest {
  private static final int BATCH = 5;
  private static final String GRAPH = """
      graph @two(%x: f32[N,2], %y: f32[N,2], %k: i32[N,2]) {
        %0 = mul %x, %y : f32[N,2]
        %1 = add %0, %x : f32[N,2]
        return product=%0, sum=%1, k=%k
      }
      """;

  @TempDir
  private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private String written(String name, NdArray array) {
    Npy.write(folder.resolve(name), array);
    return file(name);
  }

  private void writeGraph() throws IOException {
    Files.writeString(folder.resolve("two.ir"), GRAPH);
    written("x.npy", NdArray.of(Shape.of(1, 2), 2f, 3));
    written("y.npy", NdArray.of(Shape.of(1, 2), 5f, 7));
    written("k.npy", NdArray.of(Shape.of(1, 2), 0, 1));
    written("p.npy", NdArray.of(Shape.of(1, 2), 1f, 10));
    written("s.npy", NdArray.of(Shape.of(1, 2), 100f, 1000));
  }

  private CommandRun grad(String... more) {
    String[] args = {"grad", file("two.ir"), "--input", "x=" + file("x.npy"), "--input", "y=" + file("y.npy"), "--input",
        "k=" + file("k.npy")};
    String[] all = new String[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  /// `d (p·xy + s·(xy + x)) / dx = (p + s)·y + s`, and `(p + s)·x` by `y`.
  @Test
  void outputsAddUp() throws IOException {
    writeGraph();
    String product = "product=" + file("p.npy");
    assertEquals("x f32[1,2] {605.0, 8070.0}\ny f32[1,2] {202.0, 3030.0}\n",
        grad("--cotangent", product, "--cotangent", "sum=" + file("s.npy")).exits(ExitCode.DONE).out());
    assertEquals("y f32[1,2] {2.0, 30.0}\n", grad("--cotangent", product, "--wrt", "y").out());
    JsonObject one = grad("--cotangent", product, "--output", file("g.npz"), "--json").json().getAsJsonObject("outputs");
    assertEquals(file("g.npz"), one.getAsJsonObject("x").get("file").getAsString());
    assertEquals(Map.of("x", NdArray.of(Shape.of(1, 2), 5f, 70), "y", NdArray.of(Shape.of(1, 2), 2f, 30)),
        Npz.read(folder.resolve("g.npz")));
    JsonObject two = grad("--cotangent", product, "--output", file("g"), "--json").json().getAsJsonObject("outputs");
    assertEquals(NdArray.of(Shape.of(1, 2), 2f, 30), Npy.read(Path.of(two.getAsJsonObject("y").get("file").getAsString())));
  }

  @Test
  void mistakesAreSaid() throws IOException {
    writeGraph();
    String product = "product=" + file("p.npy");
    assertTrue(grad("--cotangent", "produkt=" + file("p.npy")).mistake().contains("[grad/cotangent]"));
    assertTrue(grad("--cotangent", "k=" + file("p.npy")).mistake().contains("[grad/cotangent]"));
    assertTrue(grad("--cotangent", product, "--wrt", "x,z").mistake().contains("[grad/wrt]"));
    assertTrue(grad("--cotangent", product, "--wrt", "k").mistake().contains("[grad/wrt]"));
    written("wide.npy", NdArray.of(Shape.of(1, 3), 1f, 2, 3));
    assertTrue(grad("--cotangent", "product=" + file("wide.npy")).mistake().contains("[run/shape]"));
    assertTrue(grad().exits(ExitCode.WRONG_USAGE).err().contains("--cotangent"));
  }

  /// A network that was exported, with the cotangent of cross entropy, gives to the last bit the gradients that a trainer computes.
  @Test
  void gradientsAreTheTrainers() {
    Model model = Nets.define("lenet5", o -> o.seed(4));
    Recorded data = new Recorded();
    Map<String, NdArray> trained = new LinkedHashMap<>();
    model.trainer(t -> t.loss(Loss.crossEntropy()).batch(BATCH).epochs(1).standardize(false).listener(new TrainingListener() {
      @Override
      public Set<Detail> details() {
        return Set.of(Detail.GRADIENTS);
      }

      @Override
      public void stepDone(Progress progress, StepValues values) {
        values.trained().forEach(name -> trained.put(name, values.gradient(name)));
      }
    })).fit(data);
    assertEquals(model.parameters().keySet(), trained.keySet());
    NdArray x = NdArray.of(Shape.of(BATCH, 1, 28, 28), data.inputs);
    NdArray cotangent = crossEntropySlope(model.compile().predict(x), NdArray.of(Shape.of(BATCH), data.targets));
    model.writeOnnx(folder.resolve("lenet5.onnx"));
    CommandRun.of("grad", file("lenet5.onnx"), "--input", "x=" + written("x.npy", x), "--cotangent",
        "output=" + written("c.npy", cotangent), "--output", file("g.safetensors")).exits(ExitCode.DONE);
    Map<String, NdArray> gradients = Safetensors.read(folder.resolve("g.safetensors")).tensors();
    trained.forEach((name, gradient) -> assertEquals(gradient, gradients.get(name), name));
    assertEquals(x.type(), gradients.get("x").type());
    assertEquals(trained.size() + 1, gradients.size());
  }

  private static NdArray crossEntropySlope(NdArray outputs, NdArray labels) {
    var g = new GraphBuilder("loss");
    Node y = g.input("y", new TensorType(DType.F32, Shape.of(List.of(Dim.BATCH, Dim.of(10)))));
    Node target = g.input("target", new TensorType(DType.I32, Shape.of(List.of(Dim.BATCH))));
    Node loss = g.add(new CrossEntropy(0, LossReduction.MEAN), y, target);
    g.output("slope", Gradient.of(loss, g.scalar(DType.F32, 1), List.of(y), g).getFirst());
    return CompiledGraph.of(g.build()).run(Map.of("y", outputs, "target", labels)).get("slope");
  }

  /// One batch of examples, and the order in which they were last read.
  private static final class Recorded implements DataSet {
    private static final int PIXELS = 28 * 28;
    private final float[] inputs = new float[BATCH * PIXELS];
    private final int[] targets = new int[BATCH];

    @Override
    public int size() {
      return BATCH;
    }

    @Override
    public Shape inputShape() {
      return Shape.of(1, 28, 28);
    }

    @Override
    public int classes() {
      return 10;
    }

    @Override
    public void copyInput(int example, float[] into, int offset) {
      for (int i = 0; i < PIXELS; i++) {
        into[offset + i] = (float) Math.sin((example + 1) * 0.1 * i);
      }
      System.arraycopy(into, offset, inputs, offset, PIXELS);
      targets[offset / PIXELS] = label(example);
    }

    @Override
    public int label(int example) {
      return example * 7 % 10;
    }
  }
}
