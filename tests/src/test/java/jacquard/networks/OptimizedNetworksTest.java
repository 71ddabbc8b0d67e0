package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.nets.Googlenet;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Fused;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.runtime.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of the built-in networks after optimisation, at a quarter of their width and with small images: the same layers, quick.
///
/// *Standalone* is a step of its own, a loop nest that a fusion should have taken into another:
///
/// - in inference any that computes elements without combining points, whatever it computes: bias, activation, normalisation, dropout and
///   residual add are all of that kind. What is left besides contractions, pooling and reductions, with their epilogues, moves elements
///   (concat, reorders) or clears memory;
/// - in training one whose values are all made of sums, of `select(x <= 0, 0, x)` and of products with `select(x > 0, 1, 0)`: a bias, a
///   ReLU, a residual add, or the gradient of one. A normalisation by the batch's statistics is another matter: it waits for them, and so
///   does the activation it takes with it.
class OptimizedNetworksTest {
  private static final int BATCH = 2;
  private static final Size QUARTER = Size.of(10).width(0.25);

  private static Model define(String name, DType dtype, Size size) {
    Network network = switch (name) {
      case "vgg16" -> new Vgg(Vgg.Configuration.D, size);
      case "googlenet" -> new Googlenet(false, size);
      case "mobilenet-v1" -> new MobilenetV1(size);
      default -> Resnet.resnet50(size);
    };
    int extent = name.equals("googlenet") ? 224 : 64; // its last pooling wants 7x7
    return Model.define(name, ModelOptions.of(Shape.of(3, extent, extent)).dtype(dtype), network);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16", "googlenet", "mobilenet-v1", "resnet50"})
  void nothingStandsAloneInInference(String name) {
    Compilation compilation = Compiler.create().translate(known(define(name, DType.F32, QUARTER)));
    assertEquals(List.of(), compilation.optimized().nodes().stream()
        .filter(n -> n.op() instanceof Elementwise && n.type().shape().isBatched()).map(Node::toString).toList());
    assertEquals(List.of(), compilation.loops().stream().filter(n -> computes(n.structure())).map(LoopNest::toString).toList());
    assertEquals(List.of(), compilation.optimized().nodes().stream()
        .filter(n -> n.op() instanceof Fused f && scales(f.epilogue())).map(Node::toString).toList(), "scales left after contractions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16", "googlenet", "mobilenet-v1", "resnet50"})
  void noBiasOrReluStandsAloneInTraining(String name) {
    Graph training = define(name, DType.F32, QUARTER).graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.01));
    Compilation compilation = Compiler.create().translate(training);
    assertEquals(List.of(),
        compilation.optimized().nodes().stream().filter(OptimizedNetworksTest::isBiasOrRelu).map(Node::toString).toList());
  }

  /// What the others look for is there before it is fused.
  @Test
  void withoutFusionSomethingStandsAlone() {
    Model model = define("vgg16", DType.F32, QUARTER);
    Compiler compiler = Compiler.create().without("fuse-epilogue");
    assertTrue(compiler.translate(model.graphs().inference()).loops().stream().anyMatch(n -> computes(n.structure())));
    Graph training = model.graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.01));
    assertTrue(compiler.translate(training).optimized().nodes().stream().anyMatch(OptimizedNetworksTest::isBiasOrRelu));
  }

  /// Elements computed one by one, as no copy does.
  private static boolean computes(Structure s) {
    return s.combine() == Combine.ASSIGN && !(s.body() instanceof Scalar.Read) && !(s.body() instanceof Scalar.Const);
  }

  /// Multiplied or divided by anything but the number of elements of an average.
  private static boolean scales(Scalar expr) {
    return switch (expr) {
      case Scalar.Binary(var fn, var l, var r) -> fn == BinaryFn.MUL || fn == BinaryFn.DIV && !(r instanceof Scalar.Count)
          || scales(l) || scales(r);
      case Scalar.Select(var test, var a, var b) -> scales(test) || scales(a) || scales(b);
      case Scalar.Compare(var fn, var l, var r) -> scales(l) || scales(r);
      default -> false;
    };
  }

  private static boolean isBiasOrRelu(Node node) {
    if (!(node.op() instanceof Elementwise op) || !node.type().shape().isBatched()) {
      return false;
    }
    return isBiasOrRelu(op.body(IntStream.range(0, node.inputs().size()).mapToObj(Scalar::read).toList()));
  }

  private static boolean isBiasOrRelu(Scalar expr) {
    return switch (expr) {
      case Scalar.Read r -> true;
      case Scalar.Const c -> true;
      case Scalar.Binary(var fn, var l, var r) -> switch (fn) {
        case ADD, MAX -> isBiasOrRelu(l) && isBiasOrRelu(r);
        case MUL -> isMask(l) && isBiasOrRelu(r) || isMask(r) && isBiasOrRelu(l);
        default -> false;
      };
      case Scalar.Select(var test, var a, var b) -> isBiasOrRelu(a) && isBiasOrRelu(b);
      default -> false;
    };
  }

  private static boolean isMask(Scalar expr) {
    return expr instanceof Scalar.Select(var test, var a, var b) && a instanceof Scalar.Const && b instanceof Scalar.Const;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet-v1", "resnet50"})
  void foldedWeightsGiveTheSameValues(String name) {
    Graph graph = known(define(name, DType.F32, QUARTER));
    assertClose(values(Compiler.create().unoptimized(), graph), values(Compiler.create(), graph), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"googlenet", "resnet50"})
  void fusedStepsTrainTheSame(String name) {
    Graph graph = define(name, DType.F64, Size.of(10).width(0.0625)).graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.01));
    assertClose(values(Compiler.create().unoptimized(), graph), values(Compiler.create(), graph), 1e-8);
  }

  private static Graph known(Model model) {
    return KnownWeights.inference(model, OptimizedNetworksTest::random);
  }

  private static NdArray random(TensorType type, int stream) {
    var random = new Philox(7, stream, 0);
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(BATCH)));
    long inputs = type.rank() < 2 ? 1 : array.size() / type.shape().dim(0).count();
    for (int i = 0; i < array.size(); i++) {
      double normal = random.normal(i);
      array.set(i, type.dtype().isFloat() ? type.rank() == 1 ? 1 + 0.2 * Math.tanh(normal) : normal * Math.sqrt(2.0 / inputs)
          : random.index(i, 10));
    }
    return array;
  }

  private static Map<String, NdArray> values(Compiler compiler, Graph graph) {
    Context context = compiler.compile(graph).context(1);
    int stream = 1000;
    for (Node node : Stream.concat(graph.inputs().stream(), graph.states().stream()).toList()) {
      NdArray value = random(node.type(), stream++);
      switch (node.op()) {
        case Input i -> context.setInput(i.name(), value);
        case State s -> context.setState(s.name(), value);
        default -> throw new IllegalStateException(node.toString());
      }
    }
    context.run(BATCH);
    var values = new LinkedHashMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> values.put(name, context.output(name)));
    graph.next().keySet().forEach(s -> values.put(((State) s.op()).name(), context.state(((State) s.op()).name())));
    return values;
  }

  private static void assertClose(Map<String, NdArray> expected, Map<String, NdArray> got, double tolerance) {
    expected.forEach((name, value) -> {
      double largest = IntStream.range(0, value.size()).mapToDouble(i -> Math.abs(value.get(i))).max().orElse(0);
      NdArray other = got.get(name);
      double error = IntStream.range(0, value.size()).mapToDouble(i -> Math.abs(value.get(i) - other.get(i))).max().orElse(0);
      assertTrue(error <= tolerance * largest && Double.isFinite(largest), "%s: %s of %s".formatted(name, error, largest));
    });
  }
}
