package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.InputSpec;
import jacquard.api.network.NetworkBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A user's loss as nodes: written as a graph of its own, then put after the network.
final class CustomLoss {
  private CustomLoss() {}

  static Node build(LossFunction function, Node output, Node target, GraphBuilder g) {
    NetworkBuilder network = NetworkBuilder.expression("loss", input(ModelGraphs.OUTPUT, output), input(ModelGraphs.TARGET, target));
    Symbol result = Check.result("tensor",
        function.of(new Tensor(network.input(ModelGraphs.OUTPUT)), new Tensor(network.input(ModelGraphs.TARGET)))).symbol();
    boolean foreign = result.network() != network;
    if (foreign || !network.isStateless() || !result.type().dtype().equals(output.type().dtype())) {
      throw UserError.of("loss/function").problem("a loss is computed from the output and target it is given").at(Loc.ofCaller())
          .got("%s%s", result, foreign ? " of another network" : network.isStateless() ? ", another element type" : ", and a layer with "
              + "parameters, statistics or random numbers of its own").expected("%s", output.type().dtype().text())
          .fix("use only the arguments of the function, and no layer with parameters, statistics or random numbers").build();
    }
    Map<String, Node> leaves = Map.of(ModelGraphs.OUTPUT, output, ModelGraphs.TARGET, target);
    Node each = g.inline(network.graph().build(), leaves).getOrDefault(result.node(), result.node());
    List<Integer> all = IntStream.range(0, each.type().rank()).boxed().toList();
    return g.add(new ReduceMean(all, false), each);
  }

  private static InputSpec input(String name, Node node) {
    return new InputSpec(name, Symbol.perExample(node), node.type().dtype());
  }
}
