package jacquard.api;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;

/// Optimisers as nodes: each parameter's and slot's next value is one elementwise formula.
///
/// Every next value keeps the old one where the loss is not finite: such a step changes nothing, so that the batch that broke
/// training can be run again with the parameters that broke it.
final class OptimizerGraph {
  private final UpdateInputs inputs;
  private final Optimizer optimizer;
  private final UpdateRule rule;

  OptimizerGraph(GraphBuilder g, Optimizer optimizer, Node learningRate, Node step, Node loss) {
    this.inputs = new UpdateInputs(g, learningRate, step, loss);
    this.optimizer = optimizer;
    this.rule = UpdateRule.of(optimizer, inputs);
  }

  /// Gives `parameter`, and the slots it needs, their next values.
  void add(Node parameter, Node gradient) {
    add(parameter, gradient, 1, optimizer.weightDecay());
  }

  /// As the method above, at `rateFactor` times the rate and with a weight decay of its own.
  void add(Node parameter, Node gradient, double rateFactor, double weightDecay) {
    inputs.g().at(parameter.loc());
    rule.update(new ParameterUpdate(inputs, parameter, gradient, rateFactor, weightDecay));
  }

  /// Gives `statistic` the next value a layer computed.
  void set(Node statistic, Node value) {
    inputs.g().at(statistic.loc());
    Formula f = inputs.formula();
    inputs.g().next(statistic, f.node(inputs.kept(f, f.of(value), statistic)));
  }
}
