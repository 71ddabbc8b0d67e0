package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `summary NET`: layers with their shapes, parameters, operations and receptive fields.
@Command(name = "summary", mixinStandardHelpOptions = true,
    description = "Prints a network's layers: shapes, parameters, operations, receptive fields.")
final class SummaryCommand implements Action {
  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model model = input.model(network);
    if (json) {
      console.document(SummaryDocument.of(model.summary()));
    } else {
      console.out().print(model.summary());
    }
    return ExitCode.DONE;
  }
}
