package jacquard.runtime;

/// What a kernel threw, and in which call; only between [Workers] and those who run them.
final class KernelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Call call;

  KernelFailure(Call call, Throwable thrown) {
    super(call.label(), thrown);
    this.call = call;
  }

  Call call() {
    return call;
  }

  /// What was thrown, to be thrown again where calls are not a program's; an error is thrown here.
  RuntimeException unwrapped() {
    return switch (getCause()) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case null, default -> this;
    };
  }
}
