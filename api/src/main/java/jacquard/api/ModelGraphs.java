package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.ForwardGraph;
import jacquard.api.network.GraphNames;
import jacquard.api.network.InputSpec;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Detail;
import jacquard.api.train.DeadUnitOutputs;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Sub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The graphs of one model, each made anew from its structure when asked for.
///
/// | graph | inputs | states | outputs |
/// | --- | --- | --- | --- |
/// | `inference` | `x` | none: all values are constants | `output` |
/// | `evaluation` | `x` | parameters and statistics | `output` |
/// | `loss` | `x`, `target` | parameters and statistics | `loss`, `output` |
/// | `gradient` | `x`, `target` | parameters and statistics | `loss`, `output`, and `P/gradient` for each parameter `P` |
/// | `training` | `x`, `target`, `learning_rate`, `step` | parameters, statistics and slots `P/SLOT`, with next values | `loss`, `output` |
/// | `activations` | `x` | parameters and statistics | one per layer, under the layer's name |
/// | `results` | `x` | parameters and statistics | those named |
///
/// `loss`, `gradient` and `training` compute what the network does in training (batch statistics, dropout, auxiliary heads), the
/// others what it does afterwards. Where a layer draws random numbers, the graphs of training also take `seed` (`i64[]`) and `step`.
///
/// A network of several inputs has those in place of `x`; one of several outputs has these in place of `output`, and with a
/// [Loss.PerOutput] the inputs `target.OUTPUT` in place of `target`.
///
/// Shapes   `x` is `[N, input…]`; `target` holds class numbers `i32[N]` or, for squared errors, numbers of the output's shape;
///          `loss`, `learning_rate` and `step` (1 for the first) are scalars of the model's type.
///          In `training` the loss includes the penalties.
/// Numerics a training step whose loss is not finite leaves every state as it was.
/// Errors   `loss/softmax`, `loss/output`, `loss/outputs`, `train/pattern`, `penalty/…`.
public final class ModelGraphs {
  public static final String INPUT = GraphNames.INPUT;
  public static final String TARGET = GraphNames.TARGET;
  public static final String LEARNING_RATE = GraphNames.LEARNING_RATE;
  public static final String STEP = GraphNames.STEP;
  public static final String SEED = GraphNames.SEED;
  public static final String OUTPUT = GraphNames.OUTPUT;
  public static final String LOSS = GraphNames.LOSS;

  private final Model model;
  private final NetworkDefinition structure;

  ModelGraphs(Model model) {
    this.model = model;
    this.structure = model.structure();
  }

  public Graph inference() {
    return inference(List.of());
  }

  /// The inference graph whose outputs are the layers, blocks or outputs of these names; none named means the model's outputs.
  Graph inference(List<String> outputs) {
    var built = new Forward(Mode.INFERENCE);
    model.values(Mode.INFERENCE).forEach((name, value) -> built.replace(name, built.g.constant(value)));
    if (outputs.isEmpty()) {
      return built.inline().outputs().build();
    }
    built.inline();
    outputs.forEach(name -> built.g.output(name, built.copy(structure.inference().result(name))));
    return built.g.build();
  }

  public Graph evaluation() {
    var built = new Forward(Mode.INFERENCE);
    return built.inline().outputs().build();
  }

  /// As `evaluation`, with the results of the layers, blocks or outputs of these names in place of the network's.
  ///
  /// Errors: `compile/output`.
  public Graph results(String... names) {
    Forward built = new Forward(Mode.INFERENCE).inline();
    for (String name : Check.all("the array of names", "a name", names)) {
      built.g.output(name, built.copy(structure.inference().result(name)));
    }
    return built.g.build();
  }

  /// Whether each example has a result of its own of the layer or block of this name; what is made of parameters and constants alone is the
  /// same for all.
  ///
  /// Errors: `compile/output`.
  public boolean isPerExample(String name) {
    return structure.inference().result(Check.given("the name of the layer", name)).type().shape().isBatched();
  }

  /// As `evaluation`, with the loss: what is measured on examples that are not trained on.
  public Graph evaluation(Loss loss) {
    return evaluation(loss, Set.of());
  }

  /// With the outputs that `details` need.
  Graph evaluation(Loss loss, Set<Detail> details) {
    var built = new Forward(Mode.INFERENCE);
    built.withLoss(loss);
    if (details.contains(Detail.DEAD_UNITS)) {
      DeadUnitOutputs.add(structure, built::copy, built.g);
    }
    return built.g.build();
  }

  public Graph loss(Loss loss) {
    var built = new Forward(Mode.TRAINING);
    built.withLoss(loss);
    return built.g.build();
  }

  public Graph gradient(Loss loss) {
    var built = new Forward(Mode.TRAINING);
    List<Node> gradients = built.gradients(built.withLoss(loss));
    for (int i = 0; i < gradients.size(); i++) {
      built.g.output(structure.parameters().get(i).name() + GraphNames.GRADIENT, gradients.get(i));
    }
    return built.g.build();
  }

  public Graph training(Loss loss, Optimizer optimizer) {
    return training(TrainingStep.of(loss, optimizer));
  }

  public Graph training(TrainingStep step) {
    return training(step, Set.of());
  }

  /// With the outputs that `details` need: `P/gradient`, before clipping, of each parameter `P` that is not frozen.
  Graph training(TrainingStep step, Set<Detail> details) {
    var built = new Forward(Mode.TRAINING);
    Node learningRate = built.g.input(LEARNING_RATE, built.scalar);
    Node number = built.step();
    Node dataLoss = built.withLoss(Check.given("the training step", step).loss());
    var graph = new TrainingStepGraph(step, structure, built.parameters(), built.g);
    Node total = graph.penalised(dataLoss);
    built.g.output(LOSS, total);
    List<Node> gradients = graph.gradients(total);
    for (int i = 0; i < gradients.size() && details.contains(Detail.GRADIENTS); i++) {
      built.g.output(structure.parameters().get(graph.trained().get(i)).name() + GraphNames.GRADIENT, gradients.get(i));
    }
    OptimizerGraph update = graph.update(total, gradients, learningRate, number);
    structure.training().graph().next().forEach((statistic, value) -> update.set(built.copy(statistic), built.copy(value)));
    return built.g.build();
  }

  /// What a shard of a batch computes: as `gradient`, for the parameters that are not frozen, with the next values of statistics `S` as
  /// outputs `S/next`. Penalties are the update's.
  Graph shard(TrainingStep step) {
    var built = new Forward(Mode.TRAINING);
    Node loss = built.withLoss(step.loss());
    var graph = new TrainingStepGraph(step, structure, built.parameters(), built.g);
    List<Node> gradients = graph.gradients(loss);
    for (int i = 0; i < gradients.size(); i++) {
      built.g.output(structure.parameters().get(graph.trained().get(i)).name() + GraphNames.GRADIENT, gradients.get(i));
    }
    structure.training().graph().next().forEach((statistic, value) -> built.g.output(nextName(statistic), built.copy(value)));
    return built.g.build();
  }

  private static String nextName(Node statistic) {
    return ((State) statistic.op()).name() + GraphNames.NEXT;
  }

  /// What follows from all shards: `training` with the loss, the gradients and the next values of statistics as inputs.
  Graph update(TrainingStep step) {
    var g = new GraphBuilder(structure.name());
    var scalar = new TensorType(structure.dtype(), Shape.SCALAR);
    Node learningRate = g.input(LEARNING_RATE, scalar);
    Node number = g.input(STEP, scalar);
    Node loss = g.input(LOSS, scalar);
    var graph = new TrainingStepGraph(step, structure, structure.parameters().stream().map(p -> g.state(p.name(), p.type())).toList(), g);
    List<Node> gradients = graph.trained().stream().map(structure.parameters()::get)
        .map(p -> g.input(p.name() + GraphNames.GRADIENT, p.type())).toList();
    var statistics = new LinkedHashMap<String, Node>();
    structure.statistics().forEach(s -> statistics.put(s.name(), g.state(s.name(), s.type())));
    Node total = graph.penalised(loss);
    g.output(LOSS, total);
    OptimizerGraph update = graph.update(total, graph.penalised(gradients), learningRate, number);
    structure.training().graph().next().keySet().forEach(s -> update.set(
        Objects.requireNonNull(statistics.get(((State) s.op()).name())), g.input(nextName(s), s.type())));
    return g.build();
  }

  /// Every layer's result, and every block's, under its name.
  public Graph activations() {
    return activations(Mode.INFERENCE);
  }

  /// Where a value that is not finite first appears can be read off this graph's outputs.
  Graph activations(Mode mode) {
    var built = new Forward(mode);
    built.inline();
    structure.forward(mode).everyLayer().forEach(l -> built.g.output(l.name(), built.copy(l.result())));
    return built.g.build();
  }

  /// The forward graph of a mode copied into a builder, its input standardised first.
  private final class Forward {
    final GraphBuilder g = new GraphBuilder(structure.name());
    final TensorType scalar = new TensorType(structure.dtype(), Shape.SCALAR);
    private final ForwardGraph forward;
    private final Map<String, Node> replacements = new HashMap<>();
    private Map<Node, Node> copies = Map.of();
    private @Nullable Node step;

    Forward(Mode mode) {
      forward = structure.forward(mode);
      for (Node given : forward.graph().inputs()) {
        String name = ((Input) given.op()).name();
        if (!name.equals(STEP)) {
          replacements.put(name, g.at(given.loc()).input(name, given.type()));
        }
      }
    }

    void replace(String name, Node node) {
      replacements.put(name, node);
    }

    /// The number of the training step, in the model's type.
    Node step() {
      if (step == null) {
        step = g.input(STEP, scalar);
      }
      return step;
    }

    Forward inline() {
      model.standardization().ifPresent(s -> {
        DType dtype = structure.dtype();
        replacements.computeIfPresent(structure.inputName(), (name, x) ->
            g.add(new Mul(), g.add(new Sub(), x, g.constant(s.mean().cast(dtype))), g.constant(s.scale().cast(dtype))));
      });
      if (forward.random()) {
        replacements.put(STEP, g.add(new Cast(DType.I64), step()));
      }
      copies = g.inline(forward.graph(), replacements);
      return this;
    }

    Node copy(Node original) {
      return copies.getOrDefault(original, original);
    }

    GraphBuilder outputs() {
      forward.graph().outputs().forEach((name, node) -> g.output(name, copy(node)));
      return g;
    }

    /// The parameters' states, in definition order.
    List<Node> parameters() {
      var byName = new HashMap<String, Node>();
      forward.graph().states().forEach(s -> byName.put(((State) s.op()).name(), copy(s)));
      return structure.parameters().stream().map(p -> byName.get(p.name())).toList();
    }

    private static Node named(Map<String, Node> outputs, Loss.PerOutput.Part part) {
      return Objects.requireNonNull(outputs.get(part.output()));
    }

    /// The losses of the outputs added up by weight, and those of auxiliary outputs, which share the first output's loss and targets.
    Node withLoss(Loss loss) {
      Map<String, Node> outputs = forward.graph().outputs();
      List<Loss.PerOutput.Part> parts = LossGraph.parts(Check.given("the loss", loss), outputs.keySet());
      GraphNames.requireFree(structure.inputs().stream().map(InputSpec::name), outputs.keySet());
      var targets = new ArrayList<Node>();
      parts.forEach(p -> targets.add(
          g.input(LossGraph.targetName(loss, p), LossGraph.target(p.loss(), named(outputs, p).type()))));
      inline();
      var heads = new ArrayList<Node>();
      for (int i = 0; i < parts.size(); i++) {
        Node result = copy(named(outputs, parts.get(i)));
        heads.add(weighted(parts.get(i).loss(), result, targets.get(i), parts.get(i).weight()));
      }
      forward.auxiliaries().forEach(a -> heads.add(weighted(parts.getFirst().loss(), copy(a.result()), targets.getFirst(), a.weight())));
      Node total = heads.stream().reduce((x, y) -> g.add(new Add(), x, y)).orElseThrow();
      g.output(LOSS, total);
      if (loss instanceof Loss.PerOutput) {
        outputs();
      } else {
        g.output(OUTPUT, copy(forward.graph().output()));
      }
      return total;
    }

    private Node weighted(Loss loss, Node result, Node target, double weight) {
      Node plain = LossGraph.build(loss, result, target, g.at(result.loc()));
      return weight == 1 ? plain : g.add(new Mul(), plain, g.scalar(structure.dtype(), weight));
    }

    List<Node> gradients(Node lossNode) {
      Node one = g.scalar(structure.dtype(), 1);
      return new ArrayList<>(Gradient.of(lossNode, one, parameters(), g));
    }
  }
}
