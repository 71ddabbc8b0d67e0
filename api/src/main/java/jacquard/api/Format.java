package jacquard.api;

import jacquard.api.io.AtomicFiles;
import jacquard.api.io.Safetensors;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.DotDump;
import jacquard.ir.text.JsonDump;
import jacquard.ir.text.Printer;
import jacquard.ir.text.TensorFile;
import java.nio.file.Path;
import java.util.Map;

/// How a graph is written: as text that parses back, as a picture for Graphviz, or for machines.
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

  /// Writes `graph` to `file`. Beside a text, constants above 16 elements go into a safetensors file of the same name.
  public void write(Graph graph, Path file) {
    Map<String, NdArray> constants = this == TEXT ? TensorFile.constants(graph) : Map.of();
    if (!constants.isEmpty()) {
      Safetensors.of(constants).write(Safetensors.beside(file));
    }
    AtomicFiles.write(file, print(graph));
  }
}
