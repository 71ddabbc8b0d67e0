package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NameRule;
import jacquard.api.train.UpdateGraph;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.LinkedHashMap;
import java.util.Map;

/// One parameter about to move: what an [Optimizer] reads, and where it writes the next values.
///
/// Everything has the parameter's type, except `rate()` and `step()`, which are numbers. What is written is an expression of [Value]s:
/// elementwise chains become one loop per state, expressions of numbers alone are computed once per step for all parameters.
/// Where the loss is not finite the step changes nothing: every state keeps its old value.
///
/// Errors   `optimizer/update`, `fn/foreign`.
public final class Update {
  private final UpdateGraph graph;
  private final Node parameter;
  private final Node gradient;
  private final double rateFactor;
  private final double weightDecay;
  private final Map<String, Node> slots = new LinkedHashMap<>();

  Update(UpdateGraph graph, Node parameter, Node gradient, double rateFactor, double weightDecay) {
    this.graph = graph;
    this.parameter = parameter;
    this.gradient = gradient;
    this.rateFactor = rateFactor;
    this.weightDecay = weightDecay;
  }

  public Value parameter() {
    return new Value(graph.read(parameter));
  }

  public Value gradient() {
    return new Value(graph.read(gradient));
  }

  /// `g + weightDecay·p`.
  public Value decayedGradient() {
    return weightDecay == 0 ? gradient() : gradient().plus(parameter().times(weightDecay));
  }

  /// The rate of this step, as the parameter's groups scale it.
  public Value rate() {
    return new Value(graph.read(graph.learningRate())).times(rateFactor);
  }

  /// The number of this step, from 1.
  public Value step() {
    return new Value(graph.read(graph.step()));
  }

  /// The optimiser's weight decay, or what the parameter's groups say instead.
  public double weightDecay() {
    return weightDecay;
  }

  /// The state `parameter/name`, of the parameter's type; it starts as zeros.
  public Value slot(String name) {
    return new Value(graph.read(state(name)));
  }

  /// Gives the slot `name` its next value, which is returned.
  public Value slot(String name, Value next) {
    return new Value(graph.next(state(name), Check.given("the next value", next).term()));
  }

  private Node state(String slot) {
    if (!NameRule.isName(Check.given("the name of the slot", slot))) {
      throw error("this cannot be the name of a slot").got("\"%s\"", slot).expected("%s", NameRule.RULE).build();
    }
    return slots.computeIfAbsent(slot, n -> graph.state(name(parameter) + "/" + n, parameter.type()));
  }

  /// Gives the parameter its next value.
  public void move(Value next) {
    graph.next(parameter, Check.given("the next value", next).term());
  }

  /// The running mean `decay·slot + (1 − decay)·value` as the slot's next value, which is returned.
  public Value runningMean(String slot, double decay, Value value) {
    return slot(slot, slot(slot).times(decay).plus(Check.given("the value", value).times(1 - decay)));
  }

  /// An optimiser that forgets a parameter, or a slot it reads, would train without a word.
  void requireWritten() {
    if (!graph.isWritten(parameter)) {
      throw error("the optimiser does not move the parameter " + name(parameter)).expected("one call of move(next)").build();
    }
    slots.values().stream().filter(s -> !graph.isWritten(s)).findFirst().ifPresent(s -> {
      throw error("the slot never changes: " + name(s)).expected("one call of slot(name, next)").build();
    });
  }

  private static String name(Node state) {
    return ((State) state.op()).name();
  }

  private static UserError.Builder error(String problem) {
    return UserError.of("optimizer/update").problem("%s", problem).at(Loc.ofCaller());
  }
}
