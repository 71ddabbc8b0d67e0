package jacquard.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.networks.ReducedNetworks;
import jacquard.runtime.Context;
import jacquard.testkit.Leaves;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every built-in network, reduced in size and with values of every kind in its statistics, gives in ONNX Runtime what our compiled code
/// gives: written as it is built, and after the passes.
class OnnxNetworksAgreeTest {
  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 2;

  @TestFactory
  Stream<DynamicTest> agree() {
    return Nets.names().stream().map(name -> dynamicTest(name, () -> {
      Model model = ReducedNetworks.define(name);
      Graph inference = model.graphs().inference();
      Map<String, NdArray> inputs = Leaves.of(inference, BATCH, 3);
      Compilation compiled = Compiler.create().translate(inference);
      Map<String, NdArray> ours = ours(compiled, inference, inputs);
      Map<String, NdArray> leaves = new LinkedHashMap<>(inputs);
      leaves.putAll(model.parameters());
      leaves.putAll(model.statistics());
      check(ours, OnnxAgreement.run(model.graphs().evaluation(), leaves), "as built");
      // ONNX has no operator for what tiles are transformed by.
      Compiler whole = Compiler.create().winograd(WinogradSettings.all(WinogradSettings.Tile.DIRECT));
      check(ours, OnnxAgreement.run(whole.translate(inference).optimized(), inputs), "optimized");
    }));
  }

  private static Map<String, NdArray> ours(Compilation compiled, Graph graph, Map<String, NdArray> inputs) {
    Context context = compiled.program().context(1);
    graph.inputs().forEach(n -> context.setInput(((Input) n.op()).name(), inputs.get(((Input) n.op()).name())));
    context.run(BATCH);
    var outputs = new LinkedHashMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    return outputs;
  }

  private static void check(Map<String, NdArray> ours, Map<String, NdArray> theirs, String form) {
    ours.forEach((name, value) -> {
      double error = OnnxAgreement.error(value, theirs.get(name));
      assertTrue(error <= TOLERANCE, () -> form + ", " + name + ": " + error + ": ours " + value + ", theirs " + theirs.get(name));
    });
  }
}
