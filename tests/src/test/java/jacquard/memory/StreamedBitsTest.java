package jacquard.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.oracles.CodeForm;
import jacquard.runtime.Call;
import jacquard.runtime.Executable;
import jacquard.runtime.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Where single steps do not fit into a budget, values are streamed: computed slice by slice over the examples. Results have the same bits,
/// whether slices divide the batch or not, in every form of code.
@Execution(ExecutionMode.CONCURRENT)
@Tag("any-width") // goes through the widths itself
class StreamedBitsTest {
  private static final Shape IMAGE = Shape.of(2, 12, 12);
  /// Slices of one example; of two; of three with two left for the last one.
  private static final List<Integer> BATCHES = List.of(5, 32, 35);
  private static final List<CodeForm> FORMS = List.of(new CodeForm(0, 1), new CodeForm(128, 2),
      new CodeForm(CodeForm.VECTOR_BITS.getLast(), 3));

  @TestFactory
  Stream<DynamicTest> streamedValues() {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put("pooling", x -> x.conv(32, 3, c -> c.padding(1)).relu().maxPool(2).conv(8, 3).relu().flatten().dense(3));
    networks.put("overlapping", x -> x.conv(32, 3, c -> c.padding(1)).tanh().maxPool(3, p -> p.stride(2)).flatten().dense(3));
    networks.put("average", x -> x.conv(32, 3).relu().avgPool(2).conv(8, 3).tanh().flatten().dense(3));
    networks.put("dropout", x -> x.conv(32, 3).relu().dropout(0.4).maxPool(2).flatten().dense(3));
    networks.put("depthwise", x -> x.conv(32, 3).relu().depthwiseConv(3, 1).relu().maxPool(2).flatten().dense(3));
    return networks.entrySet().stream().map(n -> dynamicTest(n.getKey(), () -> check(Model.define(n.getKey(), IMAGE, n.getValue()))));
  }

  /// More examples than a level of a sum adds up: slices end where a run of the loop over the batch does.
  @Test
  void slicesOfALargeBatch() {
    check(Model.define("large", IMAGE, x -> x.conv(32, 3, c -> c.padding(1)).relu().maxPool(2).flatten().dense(3)), List.of(300));
  }

  private static void check(Model model) {
    check(model, BATCHES);
  }

  private static void check(Model model, List<Integer> batches) {
    Graph graph = model.graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.1).momentum(0.9));
    Executable whole = FORMS.getFirst().compile(graph);
    Map<Integer, Map<String, NdArray>> leaves = new LinkedHashMap<>();
    Map<Integer, Map<String, NdArray>> expected = new LinkedHashMap<>();
    for (int batch : batches) {
      leaves.put(batch, RecomputedBitsTest.leaves(model, graph, batch));
      expected.put(batch, FORMS.getFirst().run(whole, graph, leaves.get(batch), batch));
    }
    for (CodeForm form : FORMS) {
      IntFunction<Plan> refused = Compiler.forVectors(form.vectorBits()).scratchBudget(1).plans(graph);
      for (int batch : batches) {
        long budget = RecomputedBitsTest.least(refused, batch);
        Executable streamed = Compiler.forVectors(form.vectorBits()).scratchBudget(budget).compile(graph);
        Plan plan = streamed.plan(batch);
        assertTrue(plan.peakBytes() <= budget, "budget");
        assertTrue(plan.calls().stream().anyMatch(c -> first(c) > 0), "nothing is streamed");
        assertEquals(expected.get(batch), form.run(streamed, graph, leaves.get(batch), batch), () -> form + ", batch " + batch);
      }
    }
  }

  /// The first example that `call` runs over: the last arguments are that, the one after the last, and the batch size.
  private static int first(Call call) {
    return call.args()[call.args().length - 3];
  }
}
