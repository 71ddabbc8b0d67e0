package jacquard.api;

import jacquard.api.check.NamePattern;
import jacquard.api.check.NameRule;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Parameter;
import jacquard.api.train.ClipGraph;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Add;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What a [TrainingStep] adds to the graph of a network with its loss.
final class TrainingStepGraph {
  private final TrainingStep step;
  private final NetworkDefinition structure;
  private final List<Node> parameters;
  private final GraphBuilder g;

  /// `parameters` are the states, in definition order.
  TrainingStepGraph(TrainingStep step, NetworkDefinition structure, List<Node> parameters, GraphBuilder g) {
    this.step = step;
    this.structure = structure;
    this.parameters = parameters;
    this.g = g;
    step.groups().forEach(group -> requireMatch(group.pattern()));
    step.frozen().forEach(this::requireMatch);
  }

  private void requireMatch(String pattern) {
    List<String> names = structure.parameters().stream().map(Parameter::name).toList();
    if (names.stream().noneMatch(new NamePattern(pattern)::matches)) {
      throw UserError.of("train/pattern").problem("no parameter has such a name").at(Loc.ofCaller()).got("\"%s\"", pattern)
          .expected("a pattern of one of %s", NameRule.few(names)).didYouMean(pattern, names)
          .fix("\"*\" stands for any characters, as in \"*.bias\"").build();
    }
  }

  /// `loss` and all penalties added up.
  Node penalised(Node loss) {
    Node total = loss;
    for (Node penalty : penalties()) {
      total = g.add(new Add(), total, penalty);
    }
    return total;
  }

  private List<Node> penalties() {
    return step.penalties().stream().map(p -> PenaltyGraph.build(p, structure, parameters, g)).toList();
  }

  /// `gradients` of a loss without penalties, and those of the penalties added to them.
  List<Node> penalised(List<Node> gradients) {
    List<Node> totals = gradients;
    for (Node penalty : penalties()) {
      List<Node> before = totals;
      List<Node> more = gradients(penalty);
      totals = IntStream.range(0, before.size()).mapToObj(i -> g.add(new Add(), before.get(i), more.get(i))).toList();
    }
    return totals;
  }

  /// The numbers of the parameters that are not frozen.
  List<Integer> trained() {
    return IntStream.range(0, parameters.size()).filter(i -> !isFrozen(name(i))).boxed().toList();
  }

  /// The gradient of `total` with respect to each of [#trained].
  List<Node> gradients(Node total) {
    return Gradient.of(total, g.scalar(structure.dtype(), 1), trained().stream().map(parameters::get).toList(), g);
  }

  /// Gives the parameters that are not frozen, and their slots, next values by the gradients `plain`; the optimiser's graph.
  OptimizerGraph update(Node loss, List<Node> plain, Node learningRate, Node number) {
    List<Integer> trained = trained();
    List<Node> gradients = step.clip().map(c -> clipped(c, plain)).orElse(plain);
    var update = new OptimizerGraph(g, step.optimizer(), learningRate, number, loss);
    for (int i = 0; i < trained.size(); i++) {
      String name = name(trained.get(i));
      double factor = setting(name, ParameterGroup::rateFactor).orElse(1.0);
      double decay = setting(name, ParameterGroup::weightDecay).orElse(step.optimizer().weightDecay());
      update.add(parameters.get(trained.get(i)), gradients.get(i), factor, decay);
    }
    return update;
  }

  private List<Node> clipped(GradientClip clip, List<Node> gradients) {
    return switch (clip) {
      case GradientClip.Value(double limit) -> ClipGraph.byValue(limit, gradients, g);
      case GradientClip.Norm(double limit) -> ClipGraph.byNorm(limit, gradients, g);
    };
  }

  private String name(int index) {
    return structure.parameters().get(index).name();
  }

  private boolean isFrozen(String name) {
    return step.frozen().stream().anyMatch(pattern -> new NamePattern(pattern).matches(name));
  }

  /// What the last group that has this setting says about the parameter `name`.
  private Optional<Double> setting(String name, Function<ParameterGroup, OptionalDouble> setting) {
    Optional<Double> found = Optional.empty();
    for (ParameterGroup group : step.groups()) {
      OptionalDouble value = setting.apply(group);
      if (value.isPresent() && new NamePattern(group.pattern()).matches(name)) {
        found = Optional.of(value.getAsDouble());
      }
    }
    return found;
  }
}
