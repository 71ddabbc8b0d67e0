package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.OnnxExport;
import jacquard.ir.onnx.OnnxListing;
import jacquard.networks.ReducedNetworks;
import jacquard.testkit.Leaves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every built-in network, reduced in size, is written as ONNX, as it is built and after the passes of inference; the file parses back, has
/// every parameter and the shapes of all values, and uses each value after it is given. What runs give is compared in the profile `peers`.
@Tag("any-width") // runs no generated code
class OnnxNetworksTest {
  @TestFactory
  Stream<DynamicTest> asBuilt() {
    return Nets.names().stream().map(name -> dynamicTest(name, () -> {
      Model model = ReducedNetworks.define(name);
      Map<String, NdArray> states = new LinkedHashMap<>(model.parameters());
      states.putAll(model.statistics());
      Graph evaluation = model.graphs().evaluation();
      GraphProto graph = check(evaluation, states);
      Set<String> initializers = graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
      Set<String> missing = new TreeSet<>();
      evaluation.states().stream().map(Leaves::name).filter(state -> !initializers.contains(state)).forEach(missing::add);
      assertEquals(Set.of(), missing, "parameters and statistics");
      List<String> unplaced = graph.getNodeList().stream().filter(n -> n.getDocString().isEmpty()).map(NodeProto::getName).toList();
      assertEquals(List.of(), unplaced, "nodes without a place");
    }));
  }

  @TestFactory
  Stream<DynamicTest> optimized() {
    Compiler whole = Compiler.create().winograd(WinogradSettings.all(WinogradSettings.Tile.DIRECT)); // as the command line writes them
    return Nets.names().stream().map(name -> dynamicTest(name, () ->
        check(whole.translate(ReducedNetworks.define(name).graphs().inference()).optimized(), Map.of())));
  }

  private static GraphProto check(Graph graph, Map<String, NdArray> states) throws IOException {
    var bytes = new ByteArrayOutputStream();
    OnnxExport.write(graph, states, bytes);
    ModelProto model = ModelProto.parseFrom(bytes.toByteArray());
    assertEquals(List.of(), OnnxListing.problems(model));
    GraphProto proto = model.getGraph();
    assertEquals(graph.inputs().size(), proto.getInputCount());
    assertEquals(List.copyOf(graph.outputs().keySet()), proto.getOutputList().stream().map(o -> o.getName()).toList());
    assertTrue(proto.getNodeCount() >= proto.getValueInfoCount() && proto.getValueInfoCount() > 0);
    return proto;
  }
}
