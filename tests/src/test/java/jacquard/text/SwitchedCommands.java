package jacquard.text;

import jacquard.architecture.CommandLineRun;
import java.util.ArrayList;
import java.util.List;

/// A process that runs command lines one after the other, each under switches of its own, for [SwitchedCommandLineTest].
///
/// An argument is one command line, its switches first: `-Djacquard.bisect=5 dump linear`. Switches are read where they are used, so that
/// it is the same to them whether they are set before the process starts.
final class SwitchedCommands {
  private static final String RUN = "run ended with ";
  private static final String OUT = "out ";
  private static final String ERR = "err ";

  private SwitchedCommands() {}

  public static void main(String[] lines) throws ReflectiveOperationException {
    for (String line : lines) {
      var command = new ArrayList<>(List.of(line.split(" ")));
      while (command.getFirst().startsWith("-D")) {
        String[] parts = command.removeFirst().substring(2).split("=", 2);
        System.setProperty(parts[0], parts[1]);
      }
      CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));
      System.out.println(RUN + run.exit());
      run.output().lines().forEach(l -> System.out.println(OUT + l));
      run.errors().lines().forEach(l -> System.out.println(ERR + l));
      System.getProperties().keySet().removeIf(name -> name.toString().startsWith("jacquard."));
    }
  }

  /// The runs that a process printed.
  static List<CommandLineRun> runs(List<String> printed) {
    var runs = new ArrayList<CommandLineRun>();
    for (String line : printed) {
      if (line.startsWith(RUN)) {
        runs.add(new CommandLineRun(Integer.parseInt(line.substring(RUN.length())), "", ""));
      } else {
        CommandLineRun run = runs.removeLast();
        String text = line.substring(OUT.length()) + "\n";
        runs.add(line.startsWith(OUT) ? new CommandLineRun(run.exit(), run.output() + text, run.errors())
            : new CommandLineRun(run.exit(), run.output(), run.errors() + text));
      }
    }
    return runs;
  }
}
