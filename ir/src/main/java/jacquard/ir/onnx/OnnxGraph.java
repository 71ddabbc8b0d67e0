package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.ConstantData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The nodes and initialisers of an ONNX graph while it grows. Values are known by their names.
///
/// A node is named after its layer, `conv1`, further ones of that layer after their operator too, `conv1/Add`; its result has the same
/// name. Its places in the user's code are its doc string. What no output needs is left out in the end.
///
/// Beside states, arrays of numbers that nobody trains, such as masks, are `Constant` nodes, not initialisers: who reads the file again
/// finds the parameters that were written, and no others. In a graph without states constants are its weights.
final class OnnxGraph {
  /// Arrays of up to this many whole numbers, and single numbers, are shared and named after what they hold.
  private static final int SHARED_ELEMENTS = 8;

  private final OnnxNames names = new OnnxNames();
  private final OnnxNames nodeNames = new OnnxNames();
  private final List<OnnxStep> steps = new ArrayList<>();
  private final Map<String, NdArray> initializers = new LinkedHashMap<>();
  private final Set<String> states = new HashSet<>();
  private final Map<String, String> constantDocs = new HashMap<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Map<ConstantData, String> shared = new HashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private String layer = "";
  private String doc = "";

  /// Keeps the names of outputs and states for them.
  void reserve(String name) {
    names.reserve(name);
  }

  /// The layer and places that nodes belong to from here on; `otherwise` stands for a layer without a name.
  void at(Loc loc, String otherwise) {
    layer = loc.layers().stream().findFirst().orElse(otherwise);
    doc = loc.sites().stream().map(s -> s.file() + ":" + s.line() + (s.layer() == null ? "" : ", layer \"" + s.layer() + "\""))
        .collect(Collectors.joining("\n"));
  }

  void input(String name, TensorType type) {
    names.reserve(name);
    inputs.add(name);
    types.put(name, type);
  }

  /// A state whose value is known, under its name.
  void state(String name, NdArray array) {
    names.reserve(name);
    states.add(name);
    initializers.put(name, array);
  }

  /// The result of a node of this operator.
  String add(String operator, List<String> operands, AttributeProto... attributes) {
    return add(operator, operands, 1, attributes).getFirst();
  }

  /// The results of a node that has several; those before the last may be unused.
  List<String> add(String operator, List<String> operands, int results, AttributeProto... attributes) {
    String name = nodeNames.unique(nodeNames.isTaken(layer) ? layer + "/" + operator : layer);
    List<String> outputs = IntStream.range(0, results).mapToObj(i -> names.unique(i == 0 ? name : name + "." + i)).toList();
    steps.add(new OnnxStep(name, operator, operands, outputs, Arrays.asList(attributes), doc));
    return outputs;
  }

  /// `array` as an initialiser; one that is not shared is named after the layer and what it is.
  String constant(String role, NdArray array) {
    if (array.size() > (array.dtype().isFloat() ? 1 : SHARED_ELEMENTS)) {
      String name = names.unique(layer + "/" + role);
      initializers.put(name, array);
      constantDocs.put(name, doc);
      return name;
    }
    return shared.computeIfAbsent(ConstantData.of(array), data -> {
      String name = names.unique(text(array));
      initializers.put(name, array);
      constantDocs.put(name, doc);
      return name;
    });
  }

  /// `f32(0.5)`, `i64[2](-1,120)`.
  private static String text(NdArray array) {
    String numbers = IntStream.range(0, array.size()).mapToObj(i -> text(array.dtype(), array.get(i)))
        .collect(Collectors.joining(",", "(", ")"));
    return (array.shape().rank() == 0 ? array.dtype().text() : array.type().toString()) + numbers;
  }

  private static String text(DType dtype, double value) {
    return switch (dtype) {
      case F32 -> Float.toString((float) value);
      case F64 -> Double.toString(value);
      case I32, I64, BOOL -> Long.toString((long) value);
    };
  }

  String scalar(DType dtype, double value) {
    return constant("scalar", NdArray.filled(new TensorType(dtype, Shape.SCALAR), value));
  }

  /// A vector of `i64`, as shapes, axes and amounts are.
  String integers(String role, List<Integer> values) {
    return constant(role, NdArray.of(Shape.of(values.size()), values.stream().mapToLong(Integer::longValue).toArray()));
  }

  /// Notes the type of a value, which readers show and check.
  void type(String value, TensorType type) {
    types.put(value, type);
  }

  /// The graph that computes `outputs`, values by the names they shall have.
  GraphProto build(String name, Map<String, String> outputs, Map<String, TensorType> outputTypes) {
    Map<String, String> renamed = renamed(outputs);
    List<OnnxStep> needed = needed(outputs.keySet(), BiasFolding.folded(steps.stream().map(s -> s.renamed(renamed)).toList(),
        initializers, states, outputs.keySet()));
    var graph = GraphProto.newBuilder().setName(name);
    inputs.forEach(i -> graph.addInput(value(i, types)));
    outputs.keySet().forEach(o -> graph.addOutput(value(o, outputTypes)));
    Set<String> read = needed.stream().flatMap(s -> s.inputs().stream()).collect(Collectors.toSet());
    initializers.forEach((key, array) -> {
      if (isNode(key, array) && read.contains(key)) {
        graph.addNode(proto(new OnnxStep(nodeNames.unique(key), "Constant", List.of(), List.of(key),
            List.of(Attributes.tensor("value", array)), constantDocs.getOrDefault(key, ""))));
      } else if (read.contains(key) || outputs.containsKey(key)) {
        graph.addInitializer(OnnxTypes.tensor(key, array));
      }
    });
    needed.stream().flatMap(s -> s.outputs().stream()).filter(v -> types.containsKey(v) && !outputs.containsKey(v))
        .forEach(v -> graph.addValueInfo(value(v, types)));
    needed.stream().map(OnnxGraph::proto).forEach(graph::addNode);
    return graph.build();
  }

  private boolean isNode(String name, NdArray array) {
    return !states.isEmpty() && !states.contains(name) && array.dtype().isFloat() && array.shape().rank() > 0;
  }

  private static ValueInfoProto value(String name, Map<String, TensorType> types) {
    return OnnxTypes.value(name, Objects.requireNonNull(types.get(name)));
  }

  /// What values are called that become outputs; one that is an input, or an output already, is copied.
  private Map<String, String> renamed(Map<String, String> outputs) {
    var renamed = new HashMap<String, String>();
    Set<String> made = steps.stream().flatMap(s -> s.outputs().stream()).collect(Collectors.toCollection(HashSet::new));
    outputs.forEach((output, value) -> {
      if (made.contains(value) && !renamed.containsKey(value)) {
        renamed.put(value, output);
      } else if (!output.equals(value)) {
        steps.add(new OnnxStep(nodeNames.unique(output), "Identity", List.of(value), List.of(output), List.of(), ""));
      }
    });
    return renamed;
  }

  /// The steps that lead to `outputs`, in order.
  private static List<OnnxStep> needed(Set<String> outputs, List<OnnxStep> steps) {
    Set<String> wanted = new HashSet<>(outputs);
    var needed = new ArrayList<OnnxStep>();
    for (OnnxStep step : steps.reversed()) {
      if (step.outputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(step.inputs());
        needed.addFirst(step);
      }
    }
    return needed;
  }

  private static NodeProto proto(OnnxStep step) {
    return NodeProto.newBuilder().setName(step.name()).setOpType(step.operator()).addAllInput(step.inputs()).addAllOutput(step.outputs())
        .addAllAttribute(step.attributes()).setDocString(step.doc()).build();
  }
}
