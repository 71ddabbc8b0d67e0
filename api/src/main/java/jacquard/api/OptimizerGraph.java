package jacquard.api;

import jacquard.api.train.UpdateGraph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;

/// Optimisers as nodes: each parameter's and slot's next value is one elementwise formula.
///
/// Every next value keeps the old one where the loss is not finite: such a step changes nothing, so that the batch that broke
/// training can be run again with the parameters that broke it.
final class OptimizerGraph {
  private final GraphBuilder g;
  private final UpdateGraph updates;
  private final Optimizer optimizer;

  OptimizerGraph(GraphBuilder g, Optimizer optimizer, Node learningRate, Node step, Node loss) {
    this.g = g;
    this.updates = new UpdateGraph(g, learningRate, step, loss);
    this.optimizer = optimizer;
  }

  /// Gives `parameter`, and the slots it needs, their next values.
  void add(Node parameter, Node gradient) {
    add(parameter, gradient, 1, optimizer.weightDecay());
  }

  /// As the method above, at `rateFactor` times the rate and with a weight decay of its own.
  void add(Node parameter, Node gradient, double rateFactor, double weightDecay) {
    g.at(parameter.loc());
    var update = new Update(updates, parameter, gradient, rateFactor, weightDecay);
    optimizer.update(update);
    update.requireWritten();
  }

  /// Gives `statistic` the next value a layer computed.
  void set(Node statistic, Node value) {
    g.at(statistic.loc());
    updates.set(statistic, value);
  }
}
