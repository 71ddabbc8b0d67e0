package jacquard.api.cli;

import jacquard.api.io.AtomicFiles;
import jacquard.api.nets.Nets;
import jacquard.ir.UserError;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dump NET`: what the compiler makes of a network, stage by stage.
@Command(name = "dump", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes what the compiler makes of a network.")
final class DumpCommand implements Action {
  @Parameters(paramLabel = "NET", description = "A built-in network; 'nets' lists them.")
  private String network = "";

  @Option(names = "--stage", paramLabel = "STAGE",
      description = "graph (as written), gradient, optimized, loops or bytecode. Default: ${DEFAULT-VALUE}.")
  private String stage = Given.text(DumpStage.GRAPH);

  @Option(names = "--format", paramLabel = "FORMAT",
      description = "text, dot or json; loops and bytecode are text. Default: ${DEFAULT-VALUE}.")
  private String format = Given.text(DumpFormat.TEXT);

  @Option(names = "--program", paramLabel = "PROGRAM", description = "inference (weights are constants), evaluation (weights are "
      + "states) or training. Default: evaluation for the stage graph, else training.")
  private @Nullable String program;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path out;

  @Override
  public int run(Console console) {
    DumpStage chosenStage = Given.choice("--stage", stage, DumpStage.class);
    DumpFormat chosenFormat = Given.choice("--format", format, DumpFormat.class);
    ModelDump.require(chosenStage, chosenFormat);
    String text = new ModelDump(Nets.define(network), program(chosenStage)).text(chosenStage, chosenFormat);
    Path file = out;
    if (file == null) {
      console.out().print(text);
    } else {
      AtomicFiles.write(file, text);
      console.err().println("wrote " + file);
    }
    return ExitCode.DONE;
  }

  private ProgramChoice program(DumpStage chosen) {
    String given = program;
    if (given == null) {
      return chosen == DumpStage.GRAPH ? ProgramChoice.EVALUATION : ProgramChoice.TRAINING;
    }
    ProgramChoice choice = Given.choice("--program", given, ProgramChoice.class);
    if (chosen == DumpStage.GRADIENT && choice != ProgramChoice.TRAINING) {
      throw UserError.of("dump/program").problem("only the training program has gradients")
          .where("--stage gradient --program %s", given).expected("--program training").fix("leave --program out").build();
    }
    return choice;
  }
}
