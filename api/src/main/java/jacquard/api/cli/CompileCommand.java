package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.ir.UserError;
import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `compile NET_OR_MODEL --out net.jar`: writes a network for inference as a jar that runs with the JDK alone.
@Command(name = "compile", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes a network for inference as a jar that needs nothing but the JDK.")
final class CompileCommand implements Action {
  private static final String SAVED = ".safetensors";

  @Parameters(paramLabel = "NET_OR_MODEL", description = "A built-in network ('nets' lists them), an ONNX file, or a model that "
      + "Model.save wrote (.safetensors).")
  private String network = "";

  @Option(names = "--weights", paramLabel = "FILE", description = "The values of a built-in network or an ONNX file's, as 'train --out' "
      + "saves them; a built-in one's are drawn where none are given.")
  private @Nullable Path weights;

  @Option(names = OptionValues.INPUT, paramLabel = "C,H,W",
      description = "Channels and spatial extents of the input. Default: the network's own.")
  private @Nullable String input;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The jar to write.")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model model = model(console);
    String type = model.compile().writeJar(out);
    long bytes = new File(out.toString()).length();
    if (json) {
      var document = new JsonObject();
      document.addProperty("network", model.name());
      document.addProperty("class", type);
      document.addProperty("file", out.toString());
      document.addProperty("bytes", bytes);
      console.document(document);
    } else {
      console.out().println(String.format(Locale.ROOT, "%s: %s, %,d bytes", out, type, bytes));
    }
    return ExitCode.DONE;
  }

  private Model model(Console console) {
    if (network.endsWith(SAVED)) {
      if (weights != null || input != null) {
        throw UserError.of("option/value").problem("a saved model has weights and an input of its own").where("NET_OR_MODEL %s", network)
            .expected("neither --weights nor --input").build();
      }
      return Model.open(OptionValues.path(network));
    }
    Model model = NetworkChoice.model(network, input, o -> o);
    if (weights == null && !NetworkChoice.isFile(network)) {
      console.log(json).println("no --weights: they are drawn");
    }
    return weights == null ? model : model.load(weights);
  }
}
