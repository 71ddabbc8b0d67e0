package jacquard.runtime;

/// Hears of the calls of a run, one after the other. What is heard on one thread is seen by the next.
interface CallListener {
  void began(Call call);

  /// The call that began last is over.
  void ended();
}
