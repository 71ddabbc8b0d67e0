package jacquard.onnx;

import jacquard.api.CompiledGraph;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.ImportedGraph;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxImport;
import jacquard.ir.onnx.read.OnnxTensors;
import jacquard.ir.op.elementwise.Cast;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One case of a conformance suite: a model with inputs and outputs in `test_data_set_N`.
final class OnnxCase {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  private OnnxCase() {}

  static void run(Path folder) {
    OnnxFile file = OnnxFile.read(folder.resolve("model.onnx"));
    for (int set = 0; Files.exists(folder.resolve("test_data_set_" + set)); set++) {
      Path data = folder.resolve("test_data_set_" + set);
      Map<String, NdArray> inputs = new LinkedHashMap<>();
      for (String input : file.inputs()) {
        Path stored = data.resolve("input_" + inputs.size() + ".pb");
        if (Files.exists(stored)) {
          inputs.put(input, OnnxTensors.read(stored));
        }
      }
      Map<String, NdArray> outputs = outputs(file, inputs);
      int k = 0;
      for (String output : file.outputs()) {
        Path stored = data.resolve("output_" + k++ + ".pb");
        if (Files.exists(stored)) {
          requireEqual(output, OnnxTensors.read(stored), outputs.get(output));
        }
      }
    }
  }

  /// A network for a picture of 224 x 224 on `i / n`, element `i` of `n`.
  static void ramp(Path model, Path expected) {
    OnnxFile file = OnnxFile.read(model);
    NdArray x = NdArray.zeros(TensorType.f32(1, 3, 224, 224));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, (float) i / x.size());
    }
    Map<String, NdArray> outputs = outputs(file, Map.of(file.inputs().getFirst(), x));
    requireEqual("output", OnnxTensors.read(expected), outputs.values().iterator().next());
  }

  /// A case of dropout that draws: every element is 0 or the operand's, scaled, about as many are 0 as shall be, and a mask says which.
  static void dropped(Path folder) {
    OnnxFile file = OnnxFile.read(folder.resolve("model.onnx"));
    Path data = folder.resolve("test_data_set_0");
    Map<String, NdArray> inputs = new LinkedHashMap<>();
    for (String input : file.inputs()) {
      inputs.put(input, OnnxTensors.read(data.resolve("input_" + inputs.size() + ".pb")));
    }
    List<NdArray> given = List.copyOf(inputs.values());
    double rate = given.size() > 1 ? given.get(1).get(0) : 0.5;
    List<NdArray> results = List.copyOf(outputs(file, inputs).values());
    int zeros = 0;
    for (int i = 0; i < given.getFirst().size(); i++) {
      double x = given.getFirst().get(i);
      double y = results.getFirst().get(i);
      zeros += y == 0 ? 1 : 0;
      boolean kept = Math.abs(y - x / (1 - rate)) <= RELATIVE * Math.abs(y);
      if (y != 0 && !kept || results.size() > 1 && (results.get(1).get(i) != 0) != (y != 0)) {
        throw new AssertionError(i + ": " + x + " became " + y);
      }
    }
    if (Math.abs((double) zeros / given.getFirst().size() - rate) > 0.2) {
      throw new AssertionError(zeros + " zeros at a rate of " + rate);
    }
  }

  /// The outputs for `inputs` by compiled code; their values are used where shapes follow from them.
  static Map<String, NdArray> outputs(OnnxFile file, Map<String, NdArray> inputs) {
    ImportedGraph imported = OnnxImport.graph(file, inputs);
    Map<String, NdArray> leaves = new LinkedHashMap<>(inputs);
    leaves.putAll(imported.states());
    return CompiledGraph.of(numbers(imported.graph())).run(leaves);
  }

  /// Masks as numbers, as programs give no others.
  private static Graph numbers(Graph graph) {
    GraphBuilder g = GraphBuilder.continuing(graph);
    graph.outputs().forEach((name, node) -> {
      if (node.type().dtype() == DType.BOOL) {
        Node number = g.add(new Cast(DType.I32), node);
        g.output(name, number);
      }
    });
    return g.build();
  }

  private static void requireEqual(String name, NdArray expected, NdArray actual) {
    boolean mask = expected.dtype() == DType.BOOL;
    if (!expected.shape().equals(actual.shape()) || !mask && expected.dtype() != actual.dtype()) {
      throw new AssertionError(name + " is " + actual.type() + ", not " + expected.type());
    }
    for (int i = 0; i < expected.size(); i++) {
      double a = expected.get(i);
      double b = actual.get(i);
      if (!(a == b || Double.isNaN(a) && Double.isNaN(b) || Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.abs(a))) {
        throw new AssertionError(name + "[" + i + "] is " + b + ", not " + a);
      }
    }
  }
}
