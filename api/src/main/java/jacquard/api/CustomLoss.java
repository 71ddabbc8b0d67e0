package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.ReduceMean;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A user's loss as nodes: written as a graph of its own, then put behind the network.
final class CustomLoss {
  private CustomLoss() {}

  static Node build(LossFunction function, Node output, Node target, GraphBuilder g) {
    var network = new NetworkBuilder("loss", output.type());
    Node given = network.graph().at(Loc.ofCaller()).input(ModelGraphs.TARGET, target.type());
    Tensor result = function.of(network.input(), new Tensor(network, given, network.wholeInput()));
    if (result.network() != network || !result.type().dtype().equals(output.type().dtype())) {
      throw UserError.of("loss/function").problem("a loss is computed from the output and target it is given").at(Loc.ofCaller())
          .got("%s", result).expected("%s", output.type().dtype().text()).fix("use only the arguments of the function").build();
    }
    Map<String, Node> leaves = Map.of(ModelGraphs.INPUT, output, ModelGraphs.TARGET, target);
    Node each = g.inline(network.graph().build(), leaves).getOrDefault(result.node(), result.node());
    List<Integer> all = IntStream.range(0, each.type().rank()).boxed().toList();
    return g.add(new ReduceMean(all, false), each);
  }
}
