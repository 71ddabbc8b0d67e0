package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.Summary;
import jacquard.api.nets.Nets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `nets`: the built-in networks, one per line.
@Command(name = "nets", mixinStandardHelpOptions = true, description = "Lists the built-in networks.")
final class NetsCommand implements Action {
  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    List<Model> models = Nets.names().stream().map(Nets::define).toList();
    if (json) {
      var networks = new JsonArray();
      models.forEach(m -> networks.add(document(m)));
      var document = new JsonObject();
      document.add("networks", networks);
      console.document(document);
    } else {
      models.forEach(m -> console.out().println(line(m)));
    }
    return ExitCode.DONE;
  }

  private static String line(Model model) {
    Summary summary = model.summary();
    return String.format(Locale.ROOT, "%-21s %-15s -> %-15s %,11d parameters %,14d operations", model.name(), model.inputShape(),
        model.outputShape(), summary.parameters(), summary.operations());
  }

  private static JsonObject document(Model model) {
    Summary summary = model.summary();
    var network = new JsonObject();
    network.addProperty("name", model.name());
    network.add("input", SummaryDocument.extents(model.inputShape()));
    network.add("output", SummaryDocument.extents(model.outputShape()));
    network.addProperty("parameters", summary.parameters());
    network.addProperty("operations", summary.operations());
    return network;
  }
}
