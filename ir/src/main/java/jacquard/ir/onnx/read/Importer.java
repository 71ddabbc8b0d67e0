package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.Interrupted;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One pass over the nodes of an ONNX file, in its order; of the nodes only those that the wanted values need.
///
/// Errors   `onnx/operator`, `onnx/order`, `onnx/dynamic`, `onnx/output`, and those of the operators
final class Importer {
  /// Numbers that shapes follow from are few; a large tensor that stands where they should is refused before it is computed.
  private static final long MOST_NUMBERS = 1 << 20;
  private static final int MOST_BRANCHES = 100;

  private final OnnxFile file;
  private final ImportOptions options;
  private final ImportTarget target;
  private final Map<String, Operand> values = new HashMap<>();
  private final Map<String, Node> stored = new HashMap<>();
  private final Map<Node, NdArray> storedValues = new IdentityHashMap<>();
  private final Set<String> specialised = new TreeSet<>();
  private int depth;

  Importer(OnnxFile file, ImportOptions options, ImportTarget target) {
    this.file = file;
    this.options = options;
    this.target = target;
    file.initializers().forEach((name, value) -> values.put(name, new Operand.Stored(name, value)));
  }

  ImportTarget target() {
    return target;
  }

  int fixedBatch() {
    return options.fixedBatch();
  }

  /// The inputs whose values decided what was built.
  Set<String> specialised() {
    return specialised;
  }

  /// The values named `wanted`, for `inputs` in place of the file's.
  Map<String, Node> run(Map<String, Node> inputs, List<String> wanted) {
    inputs.forEach((name, node) -> values.put(name, new Operand.Tensor(node)));
    GraphProto graph = file.graph();
    Set<String> needed = new HashSet<>(wanted);
    var nodes = new ArrayList<Integer>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(o -> !o.isEmpty() && needed.contains(o))) {
        needed.addAll(node.getInputList());
        addCaptured(node, needed);
        nodes.addFirst(i);
      }
    }
    nodes.forEach(i -> step(graph.getNode(i), i));
    var results = new LinkedHashMap<String, Node>();
    for (String name : wanted) {
      Operand value = values.get(name);
      if (value == null) {
        throw UserError.of("onnx/output").problem("nothing in the file computes an output").where("%s", file.path()).got("\"%s\"", name)
            .expected("an operator that gives it").build();
      }
      results.put(name, node(value, name));
    }
    return results;
  }

  /// What the branches of an `If` read of the graph around it; names of their own count too, which does no harm.
  private static void addCaptured(NodeProto node, Set<String> needed) {
    var open = new ArrayList<>(node.getAttributeList());
    while (!open.isEmpty()) {
      AttributeProto attribute = open.removeLast();
      if (attribute.hasG()) {
        attribute.getG().getOutputList().forEach(o -> needed.add(o.getName()));
        for (NodeProto inner : attribute.getG().getNodeList()) {
          needed.addAll(inner.getInputList());
          open.addAll(inner.getAttributeList());
        }
      }
    }
  }

  private void step(NodeProto node, int index) {
    Interrupted.check();
    List<@Nullable Operand> operands = new ArrayList<>();
    for (String name : node.getInputList()) {
      operands.add(name.isEmpty() ? null : value(name, node, index));
    }
    var call = new OperatorCall(this, node, index, file.opset(node.getDomain()), operands);
    Optional<Operand.Numbers> known = ShapeArithmetic.evaluate(call, operands);
    if (known.isPresent()) {
      give(node, index, List.of(known.get()));
      return;
    }
    Translator translator = Operators.find(OnnxFile.domain(node.getDomain()), node.getOpType()).orElseThrow(() ->
        UserError.of("onnx/operator").problem("an operator is not known here").where("%s", where(node, index))
            .got("%s%s", node.getOpType(), node.getDomain().isEmpty() ? "" : " of " + node.getDomain())
            .expected("an operator that api/README.md lists").didYouMean(node.getOpType(), Operators.names()).build());
    Loc loc = target.begin(node.getName(), node.getOpType(), Loc.at(file.name(), index + 1));
    target.graph().at(loc);
    List<? extends @Nullable Operand> results = translator.translate(call);
    give(node, index, results);
    if (!results.isEmpty() && results.getFirst() instanceof Operand.Tensor(Node result)) {
      target.layer(result);
    } else {
      target.noLayer();
    }
  }

  private Operand value(String name, NodeProto node, int index) {
    Operand value = values.get(name);
    if (value == null) {
      throw UserError.of("onnx/order").problem("a value is used that nothing before has given").where("%s", where(node, index))
          .got("\"%s\"", name).expected("an input, an initialiser, or a result of an earlier operator: a graph has no cycles").build();
    }
    return value;
  }

  private void give(NodeProto node, int index, List<? extends @Nullable Operand> results) {
    for (int k = 0; k < node.getOutputCount(); k++) {
      String name = node.getOutput(k);
      Operand result = k < results.size() ? results.get(k) : null;
      if (result != null && !name.isEmpty()) {
        values.put(name, result);
      } else if (!name.isEmpty() && k >= results.size()) {
        throw UserError.of("onnx/operands").problem("%s has no such result", node.getOpType()).where("%s", where(node, index))
            .got("result %d, \"%s\"", k, name).expected("at most %d", results.size()).build();
      }
    }
  }

  /// The results of a branch, in its order; names inside hide those around it.
  List<Operand> branch(GraphProto branch, OperatorCall call) {
    if (++depth > MOST_BRANCHES) {
      throw call.error("unsupported", "branches are nested too deep").expected("at most %d", MOST_BRANCHES).build();
    }
    var outer = new HashMap<>(values);
    branch.getInitializerList().forEach(t -> values.put(t.getName(), new Operand.Stored(t.getName(), tensor(t, call.where()))));
    for (int i = 0; i < branch.getNodeCount(); i++) {
      step(branch.getNode(i), i);
    }
    var results = new ArrayList<Operand>();
    for (ValueInfoProto output : branch.getOutputList()) {
      Operand value = values.get(output.getName());
      if (value == null) {
        throw call.error("order", "nothing gives a result of the branch").got("\"%s\"", output.getName()).build();
      }
      results.add(value);
    }
    values.clear();
    values.putAll(outer);
    depth--;
    return results;
  }

  /// The value of this name so far, for operators that speak of others by name.
  Node named(String name, OperatorCall call) {
    Operand value = values.get(name);
    if (value == null) {
      throw call.error("operands", "there is no value \"%s\"", name).expected("the name of an earlier value").build();
    }
    return node(value, call);
  }

  NdArray tensor(TensorProto tensor, String where) {
    return OnnxTensors.of(tensor, OnnxFile.folder(file.path()), where);
  }

  // Operands as nodes and as numbers.

  Node node(Operand operand, OperatorCall call) {
    if (operand instanceof Operand.Numbers numbers && numbers.isBatched()) {
      throw call.error("dynamic", "the batch size is needed as a number").got("%s", numbers.values())
          .expected("a network that does not compute with it").build();
    }
    return node(operand, call.operator());
  }

  private Node node(Operand operand, String reader) {
    return switch (operand) {
      case Operand.Tensor(Node node) -> node;
      case Operand.Numbers numbers -> target.graph().constant(numbers.values());
      case Operand.Stored(String name, NdArray value) -> {
        Node known = stored.get(name);
        if (known == null) {
          boolean trained = value.dtype().isFloat() && value.shape().rank() > 0 && value.size() > 0;
          known = trained ? target.parameter(name, value) : target.graph().constant(value);
          remember(name, value, known);
        }
        yield known;
      }
    };
  }

  private void remember(String name, NdArray value, Node node) {
    stored.put(name, node);
    storedValues.put(node, value);
  }

  /// Operand `k` of `call` as a statistic, where it is an initialiser.
  Node statistic(OperatorCall call, int k) {
    if (!(call.operand(k) instanceof Operand.Stored(String name, NdArray value))) {
      return call.node(k);
    }
    Node known = stored.get(name);
    if (known == null) {
      known = target.statistic(name, value);
      remember(name, value, known);
    }
    return known;
  }

  Operand.Numbers numbers(Operand operand, OperatorCall call, int k) {
    return switch (operand) {
      case Operand.Numbers numbers -> numbers;
      case Operand.Stored(String name, NdArray value) -> Operand.Numbers.of(value);
      case Operand.Tensor(Node node) -> evaluated(node, call, k);
    };
  }

  /// The value of `node`, where everything it is computed from is known at import.
  private Operand.Numbers evaluated(Node node, OperatorCall call, int k) {
    Map<String, NdArray> leaves = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    boolean batched = false;
    long elements = 0;
    for (Node leaf : reached(node)) {
      batched |= leaf.type().shape().isBatched();
      elements = batched ? elements : Math.max(elements, leaf.type().shape().size());
      NdArray stored = storedValues.get(leaf);
      if (leaf.op() instanceof State(String name, var type) && stored != null) {
        leaves.put(name, stored);
      } else if (leaf.op() instanceof Input(String name, var type)) {
        NdArray value = options.values().get(name);
        if (value == null) {
          unknown.add(name);
        } else {
          leaves.put(name, value);
        }
      }
    }
    if (!unknown.isEmpty() || batched || elements > MOST_NUMBERS) {
      throw call.error("dynamic", "operand %d, \"%s\", is needed when the network is built", k, call.inputName(k))
          .got("%s", unknown.isEmpty() ? batched ? "numbers that depend on the batch" : elements + " elements"
              : "what depends on the inputs " + unknown)
          .expected("at most %d numbers that follow from initialisers and shapes", MOST_NUMBERS)
          .fix("export the network with fixed shapes, or give the values of those inputs").build();
    }
    specialised.addAll(leaves.keySet());
    specialised.retainAll(options.values().keySet());
    return Operand.Numbers.of(Evaluator.value(node, leaves));
  }

  private static Set<Node> reached(Node root) {
    Set<Node> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      if (reached.add(node)) {
        open.addAll(node.inputs());
      }
    }
    return reached;
  }

  String where(NodeProto node, int index) {
    String outputs = String.join(", ", node.getOutputList());
    return file.path() + ", operator " + (index + 1) + " (" + node.getOpType() + "), "
        + (node.getName().isEmpty() ? "giving \"" + outputs + '"' : '"' + node.getName() + '"');
  }
}
