package jacquard.api.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line's entry. Exit codes: 0 done, 1 the user's input is wrong, 2 wrong usage, 3 a bug of ours.
@Command(name = "jacquard", version = "jacquard 0.1.0", mixinStandardHelpOptions = true,
    description = "Builds, trains, inspects and runs networks.")
public final class Main implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
