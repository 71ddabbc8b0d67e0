package jacquard.ir.onnx.read;

import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// An ONNX file as a graph: inputs and outputs under their names, float initialisers as states, whose values are `states`.
///
/// @param statistics the states that are averages of a training, not parameters
/// @param specialised the inputs whose given values decided what was built, so that the graph is right for those values alone
public record ImportedGraph(Graph graph, Map<String, NdArray> states, Set<String> statistics, Set<String> specialised) {
  public ImportedGraph {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    statistics = Set.copyOf(statistics);
    specialised = Set.copyOf(specialised);
  }
}
