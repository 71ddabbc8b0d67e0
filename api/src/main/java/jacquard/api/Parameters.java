package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NamePattern;
import jacquard.api.check.NameRule;
import jacquard.api.network.NetworkBuilder;
import jacquard.api.network.Parameter;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The parameters of a network as tensors, for a [Penalty]; they have no batch dimension.
public final class Parameters {
  private final NetworkBuilder network;
  private final Map<String, Parameter> known = new LinkedHashMap<>();
  private final Map<String, Tensor> read = new LinkedHashMap<>();

  Parameters(NetworkBuilder network, List<Parameter> known) {
    this.network = network;
    known.forEach(p -> this.known.put(p.name(), p));
  }

  /// All names, in definition order.
  public List<String> names() {
    return List.copyOf(known.keySet());
  }

  /// The names that match `pattern`, as in [ParameterGroup]; at least one.
  public List<String> names(String pattern) {
    List<String> matching = known.keySet().stream().filter(new NamePattern(Check.given("the pattern", pattern))::matches).toList();
    if (matching.isEmpty()) {
      throw unknown("train/pattern", pattern);
    }
    return matching;
  }

  public Tensor get(String name) {
    Parameter parameter = known.get(Check.given("the name of the parameter", name));
    if (parameter == null) {
      throw unknown("penalty/parameter", name);
    }
    return read.computeIfAbsent(name, n -> {
      Node state = network.graph().at(Loc.ofCaller()).state(n, parameter.type());
      return new Tensor(new Symbol(network, state, network.wholeInput()));
    });
  }

  /// The sum of `of` applied to each parameter that matches `pattern`.
  public Tensor sum(String pattern, UnaryOperator<Tensor> of) {
    Check.given("the function of a parameter", of);
    return names(pattern).stream().map(name -> Check.result("tensor", of.apply(get(name)))).reduce(Tensor::plus).orElseThrow();
  }

  private UserError unknown(String code, String name) {
    return UserError.of(code).problem("no parameter has such a name").at(Loc.ofCaller()).got("\"%s\"", name)
        .expected("one of %s", NameRule.few(names())).didYouMean(name, names()).build();
  }
}
