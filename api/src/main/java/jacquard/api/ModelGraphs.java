package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Mul;
import jacquard.ir.op.State;
import jacquard.ir.op.Sub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The graphs of one model, each made anew from its structure when asked for.
///
/// | graph | inputs | states | outputs |
/// | --- | --- | --- | --- |
/// | `inference` | `x` | none: parameters are constants | `output` |
/// | `evaluation` | `x` | parameters | `output` |
/// | `loss` | `x`, `target` | parameters | `loss`, `output` |
/// | `gradient` | `x`, `target` | parameters | `loss`, `output`, and `P/gradient` for each parameter `P` |
/// | `training` | `x`, `target`, `learning_rate`, `step` | parameters and slots `P/SLOT`, with next values | `loss`, `output` |
/// | `activations` | `x` | parameters | one per layer, under the layer's name |
///
/// Shapes   `x` is `[N, input…]`; `target` holds class numbers `i32[N]` or, for squared errors, numbers of the output's shape;
///          `loss`, `learning_rate` and `step` (1 for the first) are scalars of the model's type.
///          In `training` the loss includes the penalties.
/// Numerics a training step whose loss is not finite leaves every state as it was.
/// Errors   `loss/softmax`, `loss/output`, `train/pattern`, `penalty/…`.
public final class ModelGraphs {
  public static final String INPUT = "x";
  public static final String TARGET = "target";
  public static final String LEARNING_RATE = "learning_rate";
  public static final String STEP = "step";
  public static final String OUTPUT = "output";
  public static final String LOSS = "loss";

  private final Model model;
  private final Structure structure;

  ModelGraphs(Model model) {
    this.model = model;
    this.structure = model.structure();
  }

  public Graph inference() {
    var built = new Forward();
    model.values().forEach((name, value) -> built.replace(name, built.g.constant(value)));
    return built.inline().output(OUTPUT, built.result()).build();
  }

  public Graph evaluation() {
    var built = new Forward();
    return built.inline().output(OUTPUT, built.result()).build();
  }

  /// As `evaluation`, with the loss: what is measured on examples that are not trained on.
  public Graph evaluation(Loss loss) {
    var built = new Forward();
    built.withLoss(loss);
    return built.g.build();
  }

  public Graph loss(Loss loss) {
    var built = new Forward();
    built.withLoss(loss);
    return built.g.build();
  }

  public Graph gradient(Loss loss) {
    var built = new Forward();
    List<Node> gradients = built.gradients(built.withLoss(loss));
    for (int i = 0; i < gradients.size(); i++) {
      built.g.output(structure.parameters().get(i).name() + "/gradient", gradients.get(i));
    }
    return built.g.build();
  }

  public Graph training(Loss loss, Optimizer optimizer) {
    return training(TrainingStep.of(loss, optimizer));
  }

  public Graph training(TrainingStep step) {
    var built = new Forward();
    TensorType scalar = new TensorType(structure.dtype(), Shape.SCALAR);
    Node learningRate = built.g.input(LEARNING_RATE, scalar);
    Node number = built.g.input(STEP, scalar);
    Node dataLoss = built.withLoss(step.loss());
    var graph = new TrainingStepGraph(step, structure, built.parameters(), built.g);
    Node total = graph.penalised(dataLoss);
    built.g.output(LOSS, total);
    graph.update(total, learningRate, number);
    return built.g.build();
  }

  /// Where a value that is not finite first appears can be read off this graph's outputs.
  public Graph activations() {
    var built = new Forward();
    built.inline();
    structure.layers().forEach(l -> built.g.output(l.name(), built.copy(l.result())));
    return built.g.build();
  }

  /// The forward graph copied into a builder, its input standardised first.
  private final class Forward {
    final GraphBuilder g = new GraphBuilder(structure.name());
    private final Node x;
    private final Map<String, Node> replacements = new HashMap<>();
    private Map<Node, Node> copies = Map.of();

    Forward() {
      Node given = structure.forward().inputs().getFirst();
      x = g.at(given.loc()).input(INPUT, given.type());
    }

    void replace(String name, Node node) {
      replacements.put(name, node);
    }

    GraphBuilder inline() {
      replacements.put(INPUT, model.standardization().map(s -> {
        DType dtype = structure.dtype();
        return g.add(new Mul(), g.add(new Sub(), x, g.constant(s.mean().cast(dtype))), g.constant(s.scale().cast(dtype)));
      }).orElse(x));
      copies = g.inline(structure.forward(), replacements);
      return g;
    }

    Node copy(Node original) {
      return copies.getOrDefault(original, original);
    }

    Node result() {
      return copy(structure.forward().output());
    }

    /// The parameters' states, in definition order.
    List<Node> parameters() {
      var byName = new HashMap<String, Node>();
      structure.forward().states().forEach(s -> byName.put(((State) s.op()).name(), copy(s)));
      return structure.parameters().stream().map(p -> byName.get(p.name())).toList();
    }

    Node withLoss(Loss loss) {
      Node target = g.input(TARGET, LossGraph.target(loss, structure.output()));
      inline();
      Node lossNode = LossGraph.build(loss, result(), target, g.at(result().loc()));
      g.output(LOSS, lossNode).output(OUTPUT, result());
      return lossNode;
    }

    List<Node> gradients(Node lossNode) {
      Node one = g.scalar(structure.dtype(), 1);
      return new ArrayList<>(Gradient.of(lossNode, one, parameters(), g));
    }
  }
}
