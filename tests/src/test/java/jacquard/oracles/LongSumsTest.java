package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.runtime.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Sums of more terms than a level of their order holds, of every kind: over channels, taps, features, positions and examples, forwards and
/// in gradients. They have the same bits in every form of code and on every number of threads; and they agree with the reference evaluator.
@Tag("any-width") // goes through the widths itself
class LongSumsTest {
  private static final Agreement F64 = new Agreement(1e-11, 1e-12);
  private static final Agreement F32 = new Agreement(2e-5, 2e-6);

  /// @param batches batch sizes around the runs of a loop over the batch
  private record Case(String name, Shape input, List<Integer> batches, Network network) {}

  private static final List<Case> CASES = List.of(
      new Case("channels in blocks", Shape.of(320, 2, 3), List.of(2), x -> x.conv(20, 1).flatten().dense(3)),
      new Case("channels in no blocks", Shape.of(333, 2, 3), List.of(2), x -> x.conv(20, 1).flatten().dense(3)),
      new Case("3x3 over 1,040 channels", Shape.of(1040, 3, 3), List.of(1), x -> x.conv(5, 3, c -> c.padding(1)).flatten().dense(3)),
      new Case("5x5 at borders", Shape.of(32, 6, 7), List.of(2), x -> x.conv(17, 5, c -> c.padding(4)).tanh().flatten().dense(3)),
      new Case("11x11 of 3 channels", Shape.of(3, 24, 25), List.of(2),
          x -> x.conv(18, 11, c -> c.stride(3).padding(5)).relu().flatten().dense(3)),
      new Case("7x7, dilated", Shape.of(16, 15, 16), List.of(1), x -> x.conv(16, 7, c -> c.dilation(2).padding(6)).flatten().dense(3)),
      new Case("1-D", Shape.of(4, 300), List.of(3), x -> x.conv(16, 70, c -> c.padding(35)).relu().flatten().dense(3)),
      new Case("features", Shape.of(9000), List.of(3), x -> x.dense(18).tanh().dense(3)),
      new Case("long lines", Shape.of(2, 70, 26), List.of(1, 3),
          x -> x.conv(16, 3, c -> c.padding(1)).relu().conv(3, 1).globalAvgPool().flatten()),
      new Case("lines of several runs", Shape.of(1, 3, 200), List.of(2),
          x -> x.conv(16, 3, c -> c.padding(1)).relu().conv(3, 1).globalAvgPool().flatten()),
      new Case("many examples of small maps", Shape.of(3, 6, 7), List.of(1, 64, 65, 130), x -> x.conv(16, 3).relu().flatten().dense(3)),
      new Case("many examples of tiny maps", Shape.of(16, 2, 2), List.of(33, 70), x -> x.conv(16, 1).relu().flatten().dense(3)),
      new Case("very many examples", Shape.of(5), List.of(128, 129, 5000), x -> x.dense(16).tanh().dense(3)),
      new Case("normalisation", Shape.of(3, 20, 21), List.of(2, 70),
          x -> x.conv(8, 3, c -> c.bias(false)).batchNorm().relu().conv(3, 1).globalAvgPool().flatten()),
      new Case("depthwise", Shape.of(16, 20, 21), List.of(2, 66), x -> x.depthwiseConv(3, 1).relu().conv(3, 1).globalAvgPool().flatten()));

  @TestFactory
  Stream<DynamicTest> bitsAndValues() {
    return Stream.concat(CASES.stream().map(c -> test(c, DType.F32)),
        // Blocks are half as long.
        CASES.stream().filter(c -> List.of("channels in blocks", "5x5 at borders", "long lines", "very many examples").contains(c.name))
            .map(c -> test(c, DType.F64)));
  }

  private static DynamicTest test(Case c, DType dtype) {
    return dynamicTest(c.name + ", " + dtype.text(), () -> check(c, dtype));
  }

  private static void check(Case c, DType dtype) {
    Graph graph = Model.define("long", ModelOptions.of(c.input).dtype(dtype), c.network).graphs().gradient(Loss.crossEntropy());
    Map<Integer, Map<String, NdArray>> expected = new LinkedHashMap<>();
    for (int number = 0; number < CodeForm.VECTOR_BITS.size(); number++) {
      CodeForm form = CodeForm.number(number);
      Executable program = form.compile(graph);
      for (int batch : c.batches) {
        Map<String, NdArray> leaves = leaves(graph, batch);
        Map<String, NdArray> values = form.run(program, graph, leaves, batch);
        Map<String, NdArray> scalar = expected.computeIfAbsent(batch, b -> values);
        values.forEach((name, value) ->
            assertEquals(scalar.get(name), value, () -> name + ": " + CodeForm.number(0) + ", and " + form + ", batch " + batch));
      }
    }
    int batch = c.batches.getFirst();
    var problems = new ArrayList<String>();
    Agreement agreement = dtype == DType.F64 ? F64 : F32;
    Evaluator.run(graph, leaves(graph, batch)).forEach((name, value) ->
        agreement.check(name, value, expected.get(batch).get(name)).ifPresent(problems::add));
    assertTrue(problems.isEmpty(), () -> "batch " + batch + "\n" + String.join("\n", problems));
  }

  /// Inputs around 0, weights small enough for sums of thousands of terms to stay around 1.
  private static Map<String, NdArray> leaves(Graph graph, int batch) {
    var leaves = new LinkedHashMap<String, NdArray>();
    Stream.concat(graph.inputs().stream(), graph.states().stream())
        .forEach(node -> leaves.put(name(node), value(node, batch, leaves.size())));
    return leaves;
  }

  private static String name(Node node) {
    return node.op() instanceof Input input ? input.name() : ((State) node.op()).name();
  }

  private static NdArray value(Node node, int batch, int stream) {
    NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(batch)));
    var random = new Philox(1, stream, 0);
    double terms = node.op() instanceof State && value.shape().rank() > 1 ? value.size() / (double) value.shape().extent(0) : 1;
    for (int i = 0; i < value.size(); i++) {
      double mean = node.op() instanceof State && value.shape().rank() == 1 ? 1 : 0;
      value.set(i, value.dtype().isFloat() ? mean + random.normal(i) / Math.sqrt(terms) : random.uniform(i) * 3);
    }
    return value;
  }
}
