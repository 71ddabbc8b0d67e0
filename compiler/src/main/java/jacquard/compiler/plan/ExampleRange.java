package jacquard.compiler.plan;

/// Examples `[first, end)` of a batch; [#ALL] of them whatever the batch size.
record ExampleRange(int first, int end) {
  static final ExampleRange ALL = new ExampleRange(0, Integer.MAX_VALUE);

  boolean isAll() {
    return equals(ALL);
  }

  int end(int batch) {
    return isAll() ? batch : end;
  }

  int count(int batch) {
    return end(batch) - first;
  }
}
