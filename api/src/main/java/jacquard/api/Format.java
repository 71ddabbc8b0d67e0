package jacquard.api;

import jacquard.ir.graph.Graph;
import jacquard.ir.text.DotDump;
import jacquard.ir.text.JsonDump;
import jacquard.ir.text.Printer;

/// How a compiled graph is written: as text that parses back, as a picture for Graphviz, or for machines.
public enum Format {
  TEXT, DOT, JSON;

  /// The text of `graph` in this format.
  public String print(Graph graph) {
    return switch (this) {
      case TEXT -> Printer.print(graph);
      case DOT -> DotDump.print(graph);
      case JSON -> JsonDump.print(graph);
    };
  }
}
