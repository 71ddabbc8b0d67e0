package jacquard.own;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.runtime.Context;
import jacquard.runtime.VectorSupport;
import jacquard.testkit.GradientCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Tensors whose channels are the last dimension go through every layer as those whose channels are first, to the bit.
final class ChannelsLastTest {
  private static final int CHANNELS = 6;
  private static final int BATCH = 2;
  private static final int INPUTS = 1000;
  private static final float ROUNDINGS = 1e-6f;

  @TestFactory
  Stream<DynamicTest> layersSeeTheSameEitherWay() {
    var layers = new LinkedHashMap<String, Network>();
    layers.put("conv", x -> x.conv(5, 3, c -> c.padding(1)));
    layers.put("strided conv of groups", x -> x.conv(4, 3, c -> c.stride(2).groups(2)));
    layers.put("pointwise", x -> x.pointwise(20));
    layers.put("depthwise", x -> x.depthwiseConv(3, 2));
    layers.put("separable", x -> x.separableConv(7, 3));
    layers.put("transposed", x -> x.convTranspose(5, 3, c -> c.stride(2)));
    layers.put("maxPool", x -> x.maxPool(2));
    layers.put("avgPool", x -> x.avgPool(3, p -> p.stride(2).padding(1)));
    layers.put("globalAvgPool", x -> x.globalAvgPool());
    layers.put("batchNorm", x -> x.conv(8, 1).batchNorm().relu());
    layers.put("groupNorm", x -> x.groupNorm(2));
    layers.put("localResponseNorm", x -> x.localResponseNorm(3));
    layers.put("prelu", x -> x.prelu());
    layers.put("upsample", x -> x.upsample(2));
    Stream<Shape> sequenceAndVolume = Stream.of(Shape.of(CHANNELS, 9), Shape.of(CHANNELS, 5, 4, 6));
    return Stream.concat(layers.keySet().stream().map(name -> either(name, Shape.of(CHANNELS, 7, 9), layers.get(name))),
        sequenceAndVolume.flatMap(shape -> Stream.of("conv", "avgPool").map(name -> either(name, shape, layers.get(name)))));
  }

  private static DynamicTest either(String name, Shape shape, Network layer) {
    return dynamicTest(name + " " + shape, () -> assertSame(shape, layer, x -> x.channelsFirst(layer)));
  }

  /// Gradients that are sums over positions are added up in the order in which those lie, which here differs.
  @Test
  void aBlockOfConvNextIsTheSameEitherWay() {
    assertSame(Shape.of(CHANNELS, 9, 8), x -> OwnParts.convNextFirst(x, CHANNELS), x -> OwnParts.convNext(x, CHANNELS), ROUNDINGS);
  }

  @Test
  void gradientsOfTheBlock() {
    Model model = Model.define("convnext", ModelOptions.of(Shape.of(5, 4, 3)).dtype(DType.F64),
        x -> OwnParts.convNext(x, 3).mean(0, 1).dense(4));
    GradientCheck.of(model, Loss.crossEntropy()).check();
  }

  /// A network for images whose channels are first takes those whose channels are last; nothing takes that for a mistake.
  @Test
  void wholeNetworksTakeTheirData() {
    Network net = x -> x.conv(4, 3).relu().maxPool(2).flatten().dense(10);
    assertSame(Shape.of(1, 28, 28), net, x -> x.channelsFirst(net));
    Model model = Model.define("net", Shape.of(28, 28, 1), x -> x.channelsFirst(net));
    assertEquals(List.of(), model.warnings());
    assertEquals(Shape.of(10), model.outputShape());
  }

  /// The same results and gradients on the same numbers, in scalar code and in vectors.
  private static void assertSame(Shape shape, Network first, Network last) {
    assertSame(shape, first, last, 0);
  }

  /// As above, with gradients within `roundings` of their largest element.
  private static void assertSame(Shape shape, Network first, Network last, float roundings) {
    Model known = Model.define("first", shape, first);
    Model turned = Model.define("last", moved(shape), last);
    Loss loss = Loss.meanSquaredError();
    for (int bits : IntStream.of(0, VectorSupport.bits()).distinct().toArray()) {
      Compiler compiler = Compiler.forVectors(bits);
      assertSame(values(compiler, known.graphs().inference(), 0), values(compiler, turned.graphs().inference(), 1), 0);
      assertSame(values(compiler, known.graphs().gradient(loss), 0), values(compiler, turned.graphs().gradient(loss), 1), roundings);
    }
  }

  /// `[C,H…]` to `[H…,C]`.
  private static Shape moved(Shape shape) {
    return Shape.of(turned(shape.batched().dims(), 1)).slice(1, shape.rank() + 1);
  }

  /// The loss, a mean over all elements in the order of their dimensions, to within roundings.
  private static void assertSame(Map<String, NdArray> first, Map<String, NdArray> last, float roundings) {
    Iterator<NdArray> others = last.values().iterator();
    first.forEach((name, value) -> {
      float[] floats = value.floats();
      float allowed = name.equals(ModelGraphs.LOSS) ? ROUNDINGS : name.equals(ModelGraphs.OUTPUT) ? 0 : roundings;
      assertArrayEquals(floats, others.next().floats(), allowed * Math.max(Floats.max(floats), -Floats.min(floats)), name);
    });
  }

  /// The outputs with their channels first, for numbers that are the same whether the channels of `graph` are first or, `by` 1, last.
  private static Map<String, NdArray> values(Compiler compiler, Graph graph, int by) {
    Context context = compiler.compile(graph).context(1);
    for (int i = 0; i < graph.inputs().size(); i++) {
      Node input = graph.inputs().get(i);
      List<Dim> dims = input.type().shape().bound(BATCH).dims();
      context.setInput(((Input) input.op()).name(), turned(random(turned(dims, -by), INPUTS + i), by));
    }
    for (int i = 0; i < graph.states().size(); i++) {
      context.setState(((State) graph.states().get(i).op()).name(), random(graph.states().get(i).type().shape().dims(), i));
    }
    context.run(BATCH);
    var values = new LinkedHashMap<String, NdArray>();
    graph.outputs().forEach((name, node) ->
        values.put(name, node.type().shape().isBatched() ? turned(context.output(name), -by) : context.output(name)));
    return values;
  }

  /// Positive numbers, which variances are too.
  private static NdArray random(List<Dim> dims, int stream) {
    NdArray array = NdArray.zeros(new TensorType(DType.F32, Shape.of(dims)));
    var random = new Philox(3, stream, 0);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, 0.1 + random.uniform(i));
    }
    return array;
  }

  /// The first one stays, the batch; the others move by `by`, those in front coming back at the end.
  private static List<Dim> turned(List<Dim> dims, int by) {
    var turned = new ArrayList<>(dims);
    Collections.rotate(turned.subList(1, turned.size()), -by);
    return turned;
  }

  private static NdArray turned(NdArray x, int by) {
    List<Dim> dims = x.shape().dims();
    NdArray result = NdArray.zeros(new TensorType(x.dtype(), Shape.of(turned(dims, by))));
    int[] strides = new int[dims.size()];
    for (int d = dims.size() - 1, stride = 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= x.shape().extent(d);
    }
    Collections.rotate(Ints.asList(strides).subList(1, strides.length), -by);
    for (int i = 0; i < result.size(); i++) {
      int from = 0;
      int left = i;
      for (int d = strides.length - 1; d >= 0; d--) {
        from += left % result.shape().extent(d) * strides[d];
        left /= result.shape().extent(d);
      }
      result.set(i, x.get(from));
    }
    return result;
  }
}
