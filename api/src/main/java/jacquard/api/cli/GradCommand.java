package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.ir.NdArray;
import jacquard.ir.grad.GradientGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `grad MODEL`: the derivatives of the sum of cotangents times outputs by inputs and parameters, of the network as it infers.
@Command(name = "grad", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Computes gradients of a network by its inputs and parameters, for cotangents of its outputs.")
final class GradCommand implements Action {
  @Mixin
  private GraphChoice choice = new GraphChoice();

  @Option(names = "--cotangent", paramLabel = "NAME=FILE", required = true, description = "An output and the array its elements are "
      + "multiplied by, in the forms of --input; other outputs count as 0.")
  private Map<String, Path> cotangents = new LinkedHashMap<>();

  @Option(names = "--wrt", split = ",", paramLabel = "NAME", description = "Inputs and parameters to derive by. Default: all.")
  private List<String> wrt = new ArrayList<>();

  @Mixin
  private ResultFiles results = new ResultFiles();

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Map<String, NdArray> given = new LinkedHashMap<>(choice.arrays());
    GraphChoice.Valued forward = choice.graph(given, console.log(json));
    List<String> names = wrt.isEmpty() ? GradientGraph.variables(forward.graph()).stream()
        .filter(n -> !forward.statistics().contains(n)).toList() : wrt;
    var gradient = GradientGraph.of(forward.graph(), cotangents.keySet(), names);
    ArrayFile.read("--cotangent", cotangents).forEach((output, array) -> given.put(gradient.cotangents().get(output), array));
    var run = new GraphRun(gradient.graph(), forward.states());
    JsonObject outputs = results.put(run.run(given), console, json);
    if (json) {
      var document = new JsonObject();
      document.add("outputs", outputs);
      console.document(document);
    }
    return ExitCode.DONE;
  }
}
