package jacquard.ir.text;

import jacquard.ir.graph.Graph;

/// How a graph is written: as text that parses back, as a picture for Graphviz, or for machines.
public enum Format {
  TEXT("ir"), DOT("dot"), JSON("json");

  private final String suffix;

  Format(String suffix) {
    this.suffix = suffix;
  }

  /// What the names of files in this format end with, after the dot.
  public String suffix() {
    return suffix;
  }

  /// The text of `graph` in this format.
  public String print(Graph graph) {
    return switch (this) {
      case TEXT -> Printer.print(graph);
      case DOT -> DotDump.print(graph);
      case JSON -> JsonDump.print(graph);
    };
  }
}
