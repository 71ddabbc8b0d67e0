package jacquard.api.train;

import jacquard.api.check.Check;
import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Parameter;
import jacquard.api.report.StepValues;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The values that a runner of a training graph holds after a step.
final class RunnerValues implements StepValues {
  private final StepRunner runner;
  private final Set<String> trained;
  private final Map<String, TensorType> types;

  /// `trained` are the parameters whose gradients are outputs of the graph.
  RunnerValues(NetworkDefinition structure, StepRunner runner, Set<String> trained) {
    this.runner = runner;
    this.trained = trained;
    this.types = structure.parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::type));
  }

  @Override
  public Set<String> trained() {
    return trained;
  }

  @Override
  public NdArray value(String name) {
    return runner.state(Check.given("the name", name));
  }

  @Override
  public NdArray gradient(String parameter) {
    NdArray gradient = NdArray.zeros(Objects.requireNonNull(types.get(Check.given("the name of the parameter", parameter)), parameter));
    runner.output(parameter + GraphNames.GRADIENT, gradient);
    return gradient;
  }
}
