package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.nets.Alexnet;
import jacquard.api.nets.C3d;
import jacquard.api.nets.CharCnn;
import jacquard.api.nets.ContextModule;
import jacquard.api.nets.Googlenet;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Nin;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.api.nets.Vnet;
import jacquard.api.nets.Wavenet;
import jacquard.api.nets.Xception;
import jacquard.api.nets.Zfnet;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every pass fires on the networks that its row in the compiler's README names, reduced in size, or on a network of the kind it describes.
final class PassUseTest {
  private static final Size REDUCED = Size.of(10).width(0.25);
  private static final Set<String> ELSEWHERE = Set.of("eliminate-dead-code", "reshape-unit-sums", "fold-pointwise");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

  private static Model reduced(String name, Network network) {
    return Model.define(name, Nets.define(name).inputShape(), network);
  }

  private static List<Model> models() {
    return List.of(Nets.define("linear"), Nets.define("two-layer"), Nets.define("lenet5"), Nets.define("lenet5-1998"),
        Nets.define("convnet-mnist"), Nets.define("convnet-cifar10"), reduced("alexnet", new Alexnet(false, REDUCED)),
        reduced("alexnet-grouped", new Alexnet(true, REDUCED)), reduced("zfnet", new Zfnet(REDUCED)),
        reduced("vgg16", new Vgg(Vgg.Configuration.D, REDUCED)), reduced("nin", new Nin(REDUCED)),
        reduced("googlenet", new Googlenet(true, REDUCED)), reduced("mobilenet-v1", new MobilenetV1(REDUCED)),
        reduced("xception", new Xception(REDUCED)), reduced("resnet18", Resnet.resnet18(REDUCED)),
        reduced("resnet50", Resnet.resnet50(REDUCED)), Nets.define("deformable-convnet"), Nets.define("conv-autoencoder"),
        Nets.define("tcn"), Nets.define("fcn-timeseries"),
        Model.define("wavenet", Shape.of(256, 512), new Wavenet(2, 5, 8, 32, 256)),
        Model.define("char-cnn", CharCnn.INPUT, new CharCnn(32, 64, 0.05, 5)),
        Model.define("context-module", Shape.of(21, 24, 40), ContextModule.BASIC),
        Model.define("c3d", Shape.of(3, 16, 32, 32), new C3d(Size.of(5).width(0.0625))),
        Model.define("vnet", Shape.of(1, 32, 16, 16), new Vnet(Size.of(2).width(0.125))));
  }

  @Tag("thorough") // minutes
  @Test
  void passesFireOnTheNetworksTheirRowsName() throws IOException {
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    List<Model> models = models();
    for (Model model : models) {
      count(Pipelines.INFERENCE, known(model), model.name(), counts);
      count(Pipelines.TRAINING, model.graphs().training(Nets.loss(model.name()), Optimizer.adam(1e-3)), model.name(), counts);
    }
    counts.forEach((pass, networks) -> System.out.println(pass + " " + networks));
    List<String> names = models.stream().map(Model::name).toList();
    for (Pass pass : Pipelines.passes().values()) {
      List<String> named = NAME.matcher(reason(pass)).results().map(m -> m.group(1)).filter(names::contains).toList();
      Set<String> fired = counts.getOrDefault(pass.id(), Map.of()).keySet();
      if (!ELSEWHERE.contains(pass.id())) {
        assertTrue(fired.containsAll(named) && !fired.isEmpty(), () -> pass.id() + " names " + named + ", fired on " + fired);
      }
    }
  }

  /// What no built-in network has in its usual size.
  @Test
  void theOthersFireOnWhatTheirRowsDescribe() {
    Model small = Model.define("resnet18", Shape.of(3, 32, 32), Resnet.resnet18(REDUCED));
    Model expanded = Model.define("expanded", Shape.of(8, 16, 16), x -> x.conv(64, 1).conv(16, 3, c -> c.padding(1)).relu()
        .conv(64, 3).conv(12, 1).relu().flatten().dense(10));
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    count(Pipelines.INFERENCE, known(small), "resnet18", counts);
    count(Pipelines.INFERENCE, known(expanded), "expanded", counts);
    count(Pipelines.EVALUATION, cut(Nets.define("lenet5").graphs().activations(), "pool1"), "lenet5", counts);
    assertTrue(counts.keySet().containsAll(ELSEWHERE), counts::toString);
  }

  /// `graph` with one output of its own, the others' nodes left in it.
  private static Graph cut(Graph graph, String output) {
    var g = new GraphBuilder(graph.name());
    g.output(output, g.inline(graph, Map.of()).get(graph.outputs().get(output)));
    return g.build();
  }

  /// The last cell of the pass's row.
  private static String reason(Pass pass) throws IOException {
    String row = Files.readAllLines(Path.of("../compiler/README.md")).stream()
        .filter(r -> r.startsWith("| `" + pass.getClass().getSimpleName() + "` |")).findFirst().orElseThrow();
    return row.substring(row.lastIndexOf('|', row.length() - 2));
  }

  private static void count(Pipeline pipeline, Graph graph, String name, Map<String, Map<String, Integer>> counts) {
    for (PassManager.Timing timing : new PassManager(Pipelines.switches(), false).run(pipeline, graph).timings()) {
      if (timing.changed()) {
        counts.computeIfAbsent(timing.pass(), p -> new LinkedHashMap<>()).merge(name, Math.max(1, timing.rewrites()), Integer::sum);
      }
    }
  }

  private static Graph known(Model model) {
    return KnownWeights.inference(model, PassUseTest::random);
  }

  private static NdArray random(TensorType type, int stream) {
    var random = new Philox(7, stream, 0);
    NdArray array = NdArray.zeros(type);
    for (int i = 0; i < array.size(); i++) {
      double normal = random.normal(i);
      array.set(i, type.rank() == 1 ? 1 + 0.2 * Math.tanh(normal) : 0.1 * normal);
    }
    return array;
  }
}
