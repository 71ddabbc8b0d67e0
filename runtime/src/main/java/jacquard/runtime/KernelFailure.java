package jacquard.runtime;

/// What a kernel threw, and in which call; only between [Workers] and [Context].
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
}
