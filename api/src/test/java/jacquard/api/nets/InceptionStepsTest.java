package jacquard.api.nets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.shape.Slice;
import jacquard.runtime.Context;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The branches of googlenet's modules: those that read the same value are one contraction, and nothing is copied to put all together.
class InceptionStepsTest {
  @Test
  void branchesWriteStraightIntoTheirSlice() {
    Graph inference = Nets.define(Googlenet.NAME).graphs().inference();
    assertEquals(List.of(), concats(Compiler.create(), inference));
    assertEquals(9 + 1, concats(Compiler.create().without("concat-in-place"), inference).size(),
        "nine modules, and the slices of the third convolution's tiles");
  }

  private static List<String> concats(Compiler compiler, Graph graph) {
    return compiler.translate(graph).loops().stream().map(LoopNest::name)
        .filter(name -> name.startsWith("concat") && !name.endsWith(".clear")).toList();
  }

  @Test
  void siblingsOfOneByOneRunAsOneContraction() {
    Graph inference = Nets.define(Googlenet.NAME).graphs().inference();
    Graph optimized = Compiler.create().translate(inference).optimized();
    assertEquals(Map.of(), several(optimized));
    assertEquals(9, several(Compiler.create().without("merge-siblings").translate(inference).optimized()).size());
  }

  /// How many 1x1 convolutions read each value, where that is more than one.
  private static Map<Node, Long> several(Graph graph) {
    Map<Node, Long> readers = graph.nodes().stream().filter(InceptionStepsTest::isPointwise)
        .collect(Collectors.groupingBy(n -> beforeSlices(n.input(0)), Collectors.counting()));
    readers.values().removeIf(count -> count < 2);
    return readers;
  }

  private static boolean isPointwise(Node node) {
    Op op = node.op() instanceof Fused fused ? fused.root() : node.op();
    return op instanceof Convolution && node.input(1).type().shape().slice(2, 4).size() == 1;
  }

  private static Node beforeSlices(Node node) {
    return node.op() instanceof Slice ? beforeSlices(node.input(0)) : node;
  }

  @Test
  void mergingKeepsTheResult() {
    Graph inference = Model.define("googlenet", Googlenet.INPUT, new Googlenet(false, Size.of(10).width(0.25))).graphs().inference();
    float[] expected = run(Compiler.create().unoptimized(), inference);
    float[] got = run(Compiler.create(), inference);
    double largest = IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[i])).max().orElseThrow();
    assertEquals(0, IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(got[i] - expected[i])).max().orElseThrow(),
        1e-4 * largest);
  }

  private static float[] run(Compiler compiler, Graph graph) {
    Context context = compiler.compile(graph).context(1);
    NdArray x = NdArray.zeros(new TensorType(DType.F32, Googlenet.INPUT.batched().bound(1)));
    var random = new Philox(1, 0, 0);
    IntStream.range(0, x.size()).forEach(i -> x.set(i, random.normal(i)));
    context.setInput(ModelGraphs.INPUT, x);
    context.run(1);
    return context.output(ModelGraphs.OUTPUT).floats();
  }
}
