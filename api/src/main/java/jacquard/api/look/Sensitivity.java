package jacquard.api.look;

import jacquard.api.Fn;
import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The value of a unit for some inputs, and its gradient by them and by the result of a layer in between.
///
///     value_n = Σ w · layer(x_n)      gradient_n = ∂ value_n / ∂ x_n
///
/// Compiled once and run for any number of inputs and any weights `w`. For one thread.
final class Sensitivity {
  private static final String WEIGHTS = "unit_weights";
  private static final String VALUE = "value";
  private static final String GRADIENT = "gradient";
  private static final String INNER = "inner";
  private static final String INNER_GRADIENT = "inner_gradient";

  private final StepRunner runner;
  private final String input;
  private final TensorType inputType;
  private final TensorType layerType;
  private final Optional<TensorType> innerType;

  /// Of one example and the answers for it.
  record Answer(double value, NdArray gradient, Optional<NdArray> inner, Optional<NdArray> innerGradient) {}

  /// Of the layer `layer`, the network's output where that is empty; `inner` is the layer in between, none where that is empty. With
  /// `guided`, gradients go back through rectifiers only where they are positive.
  Sensitivity(Model model, String layer, String inner, boolean guided) {
    requireOneInput(model);
    String target = layer.isEmpty() ? output(model) : layer;
    Graph forward = inner.isEmpty() ? model.graphs().results(target) : model.graphs().results(target, inner);
    var g = new GraphBuilder(model.name());
    Map<Node, Node> copies = copies(forward, guided, g);
    Node x = copy(copies, forward.inputs().getFirst());
    Node y = copy(copies, forward.outputs().get(target));
    requireNumbers(target, y.type());
    Node weights = g.input(WEIGHTS, y.type());
    List<Integer> axes = IntStream.range(1, y.type().rank()).boxed().toList();
    Node product = g.add(new Mul(), y, weights);
    g.output(VALUE, axes.isEmpty() ? product : g.add(new ReduceSum(axes, false), product));
    g.output(GRADIENT, Gradient.of(y, weights, List.of(x), g).getFirst());
    Optional<Node> between = inner.isEmpty() ? Optional.empty() : Optional.of(copy(copies, forward.outputs().get(inner)));
    between.ifPresent(b -> {
      g.output(INNER, b);
      g.output(INNER_GRADIENT, Gradient.of(y, weights, List.of(b), g).getFirst());
    });
    this.input = ((Input) x.op()).name();
    this.inputType = example(x.type());
    this.layerType = example(y.type());
    this.innerType = between.map(b -> example(b.type()));
    Graph graph = g.build();
    this.runner = Backend.standard().compile(graph).runner(TrainingDefaults.threads());
    setStates(model, graph, runner);
  }

  /// Gives `runner` the values of the states that `graph` has.
  static void setStates(Model model, Graph graph, StepRunner runner) {
    var values = new HashMap<>(model.parameters());
    values.putAll(model.statistics());
    graph.states().forEach(n -> {
      String name = ((State) n.op()).name();
      runner.setState(name, Objects.requireNonNull(values.get(name)));
    });
  }

  private static Node copy(Map<Node, Node> copies, Node node) {
    return Objects.requireNonNull(copies.get(node));
  }

  static String output(Model model) {
    return model.graphs().evaluation().outputs().keySet().iterator().next();
  }

  static void requireOneInput(Model model) {
    List<Node> inputs = model.graphs().evaluation().inputs();
    if (inputs.size() != 1) {
      throw UserError.of("look/inputs").problem("pictures are of networks with one input").at(Loc.ofCaller())
          .got("%d inputs of \"%s\"", inputs.size(), model.name()).build();
    }
  }

  private static void requireNumbers(String layer, TensorType type) {
    if (!type.dtype().isFloat()) {
      throw UserError.of("look/unit").problem("the result of layer \"%s\" has no gradient", layer).at(Loc.ofCaller()).got("%s", type)
          .expected("floating-point numbers").build();
    }
  }

  private static TensorType example(TensorType batched) {
    return batched.shaped(batched.shape().slice(1, batched.rank()));
  }

  /// What the outputs of `graph` depend on, copied. With `guided`, rectifiers let only positive gradients back. Source: Springenberg et al.
  /// 2015, arXiv:1412.6806, section 3.4.
  static Map<Node, Node> copies(Graph graph, boolean guided, GraphBuilder g) {
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes().reversed()) {
      if (needed.contains(node) || graph.outputs().containsValue(node) || node.op() instanceof Input) {
        needed.add(node);
        needed.addAll(node.inputs());
      }
    }
    var copies = new IdentityHashMap<Node, Node>();
    for (Node node : graph.nodes()) {
      if (needed.contains(node)) {
        List<Node> inputs = node.inputs().stream().map(copies::get).toList();
        copies.put(node, guided && node.op() instanceof Relu ? rectified(inputs.getFirst(), g)
            : g.append(node.op(), inputs, node.type(), node.loc()));
      }
    }
    return copies;
  }

  private static Node rectified(Node x, GraphBuilder g) {
    Graph relu = Fn.custom(List.of(x.type()), v -> v.getFirst().relu(), (v, y, dy) -> List.of(dy.relu().times(y.sign()))).graph();
    return copy(g.inline(relu, Map.of("x0", x)), relu.output());
  }

  /// The type of one example.
  TensorType inputType() {
    return inputType;
  }

  /// The type of the layer's result for one example.
  TensorType layerType() {
    return layerType;
  }

  /// The answers for each of `examples`, all in one batch.
  List<Answer> ask(List<NdArray> examples, Neuron unit) {
    int batch = examples.size();
    runner.setInput(input, Batches.of(examples, inputType));
    NdArray weights = unit.weights(layerType);
    runner.setInput(WEIGHTS, Batches.of(IntStream.range(0, batch).mapToObj(i -> weights).toList(), layerType));
    runner.run(batch);
    NdArray values = NdArray.zeros(new TensorType(layerType.dtype(), Shape.of(batch)));
    runner.output(VALUE, values);
    List<NdArray> gradients = read(GRADIENT, inputType, batch);
    Optional<List<NdArray>> inner = innerType.map(t -> read(INNER, t, batch));
    Optional<List<NdArray>> innerGradients = innerType.map(t -> read(INNER_GRADIENT, t, batch));
    return IntStream.range(0, batch).mapToObj(i -> new Answer(values.get(i), gradients.get(i), inner.map(n -> n.get(i)),
        innerGradients.map(n -> n.get(i)))).toList();
  }

  private List<NdArray> read(String name, TensorType type, int batch) {
    NdArray all = Batches.zeros(type, batch);
    runner.output(name, all);
    return Batches.parts(all);
  }
}
