package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.ImportedGraph;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxImport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `run` and `grad` run, and on what.
final class GraphChoice {
  @Parameters(paramLabel = "MODEL", description = NetworkChoice.MEANT + "; or the text of a graph in a file (.ir).")
  private String network = "";

  @Option(names = "--weights", paramLabel = "FILE", description = "The values of the network, as 'train --out' "
      + "saves them; a built-in one's are drawn where none are given. For a graph, those of its states.")
  private @Nullable Path weights;

  @Option(names = "--input", paramLabel = "NAME=FILE", description = "An input and its array, with or without the dimension of the batch: "
      + ArrayFile.FORMS + ". For each input once.")
  private Map<String, Path> inputs = new LinkedHashMap<>();

  /// A graph, the values of its states, and which of these are no parameters.
  record Valued(Graph graph, Map<String, NdArray> states, Set<String> statistics) {
    /// The graph with its states' values as constants.
    GraphRun constant() {
      GraphRun.requireNames("states (--weights)", graph.name(), GraphRun.states(graph), states.keySet());
      var g = new GraphBuilder(graph.name());
      var constants = new LinkedHashMap<String, Node>();
      states.forEach((name, value) -> constants.put(name, g.constant(value)));
      Map<Node, Node> copies = g.inline(graph, constants);
      graph.outputs().forEach((name, node) -> g.output(name, copies.getOrDefault(node, node)));
      return new GraphRun(g.build(), Map.of());
    }
  }

  /// The arrays by input.
  Map<String, NdArray> arrays() {
    return ArrayFile.read("--input", inputs);
  }

  private Graph text() {
    return GraphFile.read(OptionValues.path(network)).graph();
  }

  private Model model(PrintWriter log) {
    Model model = NetworkChoice.model(network);
    if (weights == null && !NetworkChoice.isFile(network)) {
      log.println("no --weights: they are drawn");
    }
    return weights == null ? model : model.load(weights);
  }

  /// A graph for batches of any size, its weights constants, and the names of its classes, none of a text.
  record Classifier(GraphRun run, List<String> classNames) {}

  Classifier classifier(PrintWriter log) {
    if (GraphFile.isMeant(network)) {
      return new Classifier(new Valued(text(), weights == null ? Map.of() : ArrayFile.tensors(weights), Set.of()).constant(), List.of());
    }
    Model model = model(log);
    return new Classifier(new GraphRun(model.graphs().inference(), Map.of()), model.classNames());
  }

  /// The graph for `given`: of an ONNX file as it stands, whatever its inputs are.
  Valued graph(Map<String, NdArray> given, PrintWriter log) {
    if (given.isEmpty()) {
      throw UserError.of("option/value").problem("there is nothing to run the network on").where("MODEL %s", network)
          .expected("--input NAME=FILE for each input").build();
    }
    if (GraphFile.isMeant(network)) {
      return new Valued(text(), weights == null ? Map.of() : ArrayFile.tensors(weights), Set.of());
    }
    if (NetworkChoice.isOnnx(network) && weights == null) {
      OnnxFile file = OnnxFile.read(OptionValues.path(network));
      GraphRun.requireNames("inputs", file.name(), file.inputs(), given.keySet());
      ImportedGraph read = OnnxImport.graph(file, given);
      return new Valued(read.graph(), read.states(), read.statistics());
    }
    Model model = model(log);
    var states = new LinkedHashMap<>(model.parameters());
    states.putAll(model.statistics());
    return new Valued(model.graphs().evaluation(), states, model.statistics().keySet());
  }
}
