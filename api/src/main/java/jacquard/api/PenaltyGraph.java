package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.InputSpec;
import jacquard.api.network.NetworkBuilder;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Symbol;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Penalties as nodes: written as a graph of their own, then put where the parameters are.
final class PenaltyGraph {
  private PenaltyGraph() {}

  /// The penalty, a scalar; `parameters` are the states of `structure`, in definition order.
  static Node build(Penalty penalty, NetworkDefinition structure, List<Node> parameters, GraphBuilder g) {
    DType dtype = structure.dtype();
    var network = NetworkBuilder.expression("penalty", new InputSpec(ModelGraphs.INPUT, Shape.of(1), dtype));
    Symbol result = Check.result("tensor", penalty.of(new Parameters(network, structure.parameters()))).symbol();
    boolean foreign = result.network() != network;
    if (foreign || !network.isStateless() || result.type().rank() != 0) {
      throw UserError.of("penalty/scalar").problem("a penalty is a scalar computed from the parameters it is given")
          .at(Loc.ofCaller()).got("%s%s", result, foreign ? " of another network" : network.isStateless() ? ", which is no scalar"
              : ", and a layer with parameters, statistics or random numbers of its own").expected("%s[]", dtype.text())
          .fix(foreign || !network.isStateless() ? "use only what the function's argument gives" : "end it in sum() or mean()").build();
    }
    Map<String, Node> states = new HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      states.put(structure.parameters().get(i).name(), parameters.get(i));
    }
    // The builder's own input takes no part; it must only not become an input of the training graph.
    states.put(ModelGraphs.INPUT, parameters.getFirst());
    return g.inline(network.graph().build(), states).getOrDefault(result.node(), result.node());
  }
}
