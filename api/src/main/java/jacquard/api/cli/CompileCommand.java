package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `compile NET_OR_MODEL --out net.jar`: writes a network for inference as a jar that runs with the JDK alone.
@Command(name = "compile", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes a network for inference as a jar that needs nothing but the JDK.")
final class CompileCommand implements Action {
  @Parameters(paramLabel = "NET_OR_MODEL", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Option(names = "--weights", paramLabel = "FILE", description = "The values of the network, as 'train --out' "
      + "saves them; a built-in one's are drawn where none are given.")
  private @Nullable Path weights;

  @Mixin
  private InputChoice input = new InputChoice();

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
    Model model = input.model(network);
    if (weights == null && !NetworkChoice.isFile(network)) {
      console.log(json).println("no --weights: they are drawn");
    }
    return weights == null ? model : model.load(weights);
  }
}
