package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.State;

/// One parameter about to move: its gradient, and what its groups say about rate and weight decay.
record ParameterUpdate(UpdateInputs inputs, Node parameter, Node gradient, double rateFactor, double weightDecay) {
  Formula formula() {
    return inputs.formula();
  }

  /// `rate`, a scalar node, as this parameter's groups scale it.
  Scalar rate(Formula f, Node rate) {
    return f.of(rate).times(constant(rateFactor));
  }

  Scalar rate(Formula f) {
    return rate(f, inputs.learningRate());
  }

  /// `g + weightDecay·p`.
  Scalar decayedGradient(Formula f) {
    return weightDecay == 0 ? f.of(gradient) : f.of(gradient).plus(f.of(parameter).times(constant(weightDecay)));
  }

  /// The state `parameter/name`, of the parameter's type; it starts as zeros.
  Node slot(String name) {
    return inputs.g().state(((State) parameter.op()).name() + "/" + name, parameter.type());
  }

  /// Gives `state` its next value, which stays the old one where the loss is not finite; the node of that value.
  Node next(Node state, Formula f, Scalar value) {
    Node next = f.node(inputs.kept(f, value, state));
    inputs.g().next(state, next);
    return next;
  }

  /// The running mean `decay·slot + (1 − decay)·value`.
  Node runningMean(Node slot, double decay, Formula f, Scalar value) {
    return next(slot, f, f.of(slot).times(constant(decay)).plus(value.times(constant(1 - decay))));
  }
}
