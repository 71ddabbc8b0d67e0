package jacquard.testkit;

import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Each layer of a graph by itself, at the values it has there. By the chain rule the whole is right where each part is, and a part that is
/// wrong shows here however little of it reaches the loss.
final class LocalCheck {
  private final Map<String, NdArray> values;
  private final Set<Node> active = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<NodeGroup> layers;
  private final Comparison comparison;
  private final int batch;

  LocalCheck(Graph graph, Map<String, NdArray> leaves, Comparison comparison, int batch) {
    GraphBuilder g = GraphBuilder.continuing(graph);
    graph.nodes().forEach(n -> g.output(NodeGroup.value(n), n));
    values = Evaluator.run(g.build(), leaves);
    for (Node node : graph.nodes()) {
      boolean leaf = node.op() instanceof LeafOp && (graph.inputs().contains(node) || graph.states().contains(node));
      if (node.type().dtype().isFloat() && (leaf || node.inputs().stream().anyMatch(active::contains))) {
        active.add(node);
      }
    }
    layers = NodeGroup.layers(graph);
    this.comparison = comparison;
    this.batch = batch;
  }

  Map<String, NdArray> values() {
    return values;
  }

  List<NodeGroup> layers() {
    return layers;
  }

  /// What is wrong in `layer`. A layer that is right as a whole may hold nodes that are not, as a maximum that is taken as a constant.
  Optional<Culprit> culprit(NodeGroup layer) {
    return wrong(layer).map(line -> layer.nodes().size() == 1 ? Culprit.of(layer, layer, line)
        : layer.single().stream().map(part -> wrong(part).map(l -> Culprit.of(layer, part, line)).orElse(null)).filter(Objects::nonNull)
            .findFirst().orElseGet(() -> Culprit.of(layer, layer, line)));
  }

  private Optional<GradientReport.Line> wrong(NodeGroup region) {
    List<String> moved = region.inputs().stream().filter(active::contains).map(NodeGroup::value).toList();
    boolean result = region.outputs().stream().anyMatch(o -> o.type().dtype().isFloat());
    if (moved.isEmpty() || !result) {
      return Optional.empty();
    }
    Graph function = region.function();
    var lines = new ArrayList<GradientReport.Line>();
    comparison.compare(function, region.leaves(function, values, batch), moved, lines);
    return lines.stream().filter(l -> l.verdict() == GradientReport.Verdict.WRONG)
        .findFirst();
  }
}
