package jacquard.api.cli;

/// What `dump` shows: a program as written, differentiated, optimised, as loop nests, as class files.
enum DumpStage {
  GRAPH, GRADIENT, OPTIMIZED, LOOPS, BYTECODE;

  boolean isGraph() {
    return this == GRAPH || this == GRADIENT || this == OPTIMIZED;
  }
}
