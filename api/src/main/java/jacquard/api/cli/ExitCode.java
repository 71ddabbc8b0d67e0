package jacquard.api.cli;

/// How a command ended.
final class ExitCode {
  static final int DONE = 0;
  /// A mistake in what the user gave: the message says which, without a stack trace.
  static final int USER_ERROR = 1;
  /// Options or arguments nobody understands; picocli's own code.
  static final int WRONG_USAGE = 2;
  /// Ours: the message names a report.
  static final int BUG = 3;
  /// Stopped early; what shells report for a process ended by an interrupt.
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
