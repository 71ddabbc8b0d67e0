package jacquard.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.nets.Googlenet;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.oracles.CodeForm;
import jacquard.runtime.Executable;
import jacquard.runtime.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Training steps give the same bits whether values are kept or computed again, written beside their operands or over them, in whatever
/// order steps stand, on one thread and on three.
@Execution(ExecutionMode.CONCURRENT)
class RecomputedBitsTest {
  private static final int BATCH = 2;
  private static final Size SIZE = Size.of(7).width(0.125);
  private static final Loss LOSS = Loss.crossEntropy();
  private static final Optimizer OPTIMIZER = Optimizer.sgd(0.01).momentum(0.9);

  @TestFactory
  Stream<DynamicTest> networks() {
    return tests(Nets.define("convnet-mnist"), net("vgg16", 32, new Vgg(Vgg.Configuration.D, SIZE)),
        net("mobilenet-v1", 64, new MobilenetV1(SIZE)), net("random", 16, x -> x.conv(8, 3).relu().dropout(0.3).conv(16, 3).tanh()
            .dropout(0.5).conv(16, 3).batchNorm().relu().maxPool(2).flatten().dense(7)));
  }

  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> deepNetworksOfBranches() {
    return tests(net("googlenet", 193, new Googlenet(true, SIZE)), net("resnet50", 64, Resnet.resnet50(SIZE)));
  }

  private static Stream<DynamicTest> tests(Model... models) {
    return Stream.of(models).map(model -> dynamicTest(model.name(), () -> check(model)));
  }

  @Test
  void aBudgetOutOfReachIsRefusedWithTheLeastThatIsEnough() {
    Model model = Nets.define("convnet-mnist");
    Executable program = Compiler.create().scratchBudget(100_000).compile(model.graphs().training(LOSS, OPTIMIZER));
    long least = least(program::plan, BATCH);
    Executable enough = Compiler.create().scratchBudget(least).compile(model.graphs().training(LOSS, OPTIMIZER));
    assertTrue(enough.plan(BATCH).peakBytes() <= least);
  }

  private static Model net(String name, int extent, Network network) {
    return Model.define(name, Shape.of(3, extent, extent), network);
  }

  private static void check(Model model) {
    Graph graph = model.graphs().training(LOSS, OPTIMIZER);
    Map<String, NdArray> leaves = leaves(model, graph, BATCH);
    Executable apart = Compiler.create().without("in-place").without("order-steps").compile(graph);
    Map<String, NdArray> expected = new CodeForm(0, 1).run(apart, graph, leaves, BATCH);
    assertTrue(Double.isFinite(expected.get("loss").get(0)), "the loss is not finite");
    Executable tight = Compiler.create().scratchBudget(least(Compiler.create().scratchBudget(1).plans(graph), BATCH)).compile(graph);
    assertTrue(tight.plan(BATCH).calls().size() > apart.plan(BATCH).calls().size(), "nothing is computed again");
    same(expected, Compiler.create().compile(graph), graph, leaves, 3);
    same(expected, tight, graph, leaves, 1);
    same(expected, tight, graph, leaves, 3);
  }

  private static void same(Map<String, NdArray> expected, Executable program, Graph graph, Map<String, NdArray> leaves, int threads) {
    assertEquals(expected, new CodeForm(0, threads).run(program, graph, leaves, BATCH),
        () -> program.plan(BATCH).peakBytes() + " bytes, " + threads + " threads");
  }

  /// The least that a batch can do with, which the refusal of less says.
  static long least(IntFunction<Plan> plans, int batch) {
    UserError refusal = assertThrows(UserError.class, () -> plans.apply(batch));
    assertEquals("memory/budget", refusal.code());
    return Long.parseLong(refusal.getMessage().replaceAll("(?s).*at least ([0-9,]+) bytes.*", "$1").replace(",", ""));
  }

  /// Parameters of `model`, zeros for other states, random inputs.
  static Map<String, NdArray> leaves(Model model, Graph graph, int batch) {
    var leaves = new LinkedHashMap<String, NdArray>();
    for (Node node : graph.states()) {
      leaves.put(((State) node.op()).name(), NdArray.zeros(node.type()));
    }
    leaves.putAll(model.parameters());
    leaves.putAll(model.statistics());
    for (Node node : graph.inputs()) {
      String name = ((Input) node.op()).name();
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(batch)));
      var random = new Philox(3, leaves.size(), 0);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, value.type().rank() == 0 ? 1 : value.dtype() == DType.I32 ? i % 7 : random.normal(i));
      }
      leaves.put(name, value);
    }
    return leaves;
  }
}
