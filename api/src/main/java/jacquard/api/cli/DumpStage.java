package jacquard.api.cli;

/// What `dump` shows: a program as written, differentiated, optimised; then what each later stage makes of it: how values lie, loop nests
/// without and with schedules (`schedules` alone, `loops` whole), calls and memory for a batch, class files.
enum DumpStage {
  GRAPH, GRADIENT, OPTIMIZED, LAYOUTS, NESTS, SCHEDULES, LOOPS, PLAN, BYTECODE;

  boolean isGraph() {
    return this == GRAPH || this == GRADIENT || this == OPTIMIZED;
  }

  /// Whether it is a graph that computes outputs and nothing else, of a program that does.
  boolean isInference() {
    return this == GRAPH || this == OPTIMIZED;
  }
}
