package jacquard.api.cli;

/// What a command does once its arguments are read.
interface Action {
  /// Does it, and gives the exit code.
  int run(Console console) throws Exception;
}
