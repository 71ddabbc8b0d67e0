package jacquard.ir.io;

import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.OnnxExport;
import jacquard.ir.text.Format;
import jacquard.ir.text.OmittedConstants;
import java.nio.file.Path;
import java.util.Map;

/// Writes graphs to files.
///
/// Errors   those of [AtomicFiles], and of [OnnxExport]
public final class GraphFiles {
  private GraphFiles() {}

  /// Writes `graph` to `file`. Beside a text, constants above 16 elements go into a safetensors file of the same name.
  public static void write(Graph graph, Format format, Path file) {
    if (format == Format.ONNX) {
      writeOnnx(graph, Map.of(), file);
      return;
    }
    Map<String, NdArray> constants = format == Format.TEXT ? OmittedConstants.of(graph) : Map.of();
    if (!constants.isEmpty()) {
      Safetensors.of(constants).write(Safetensors.beside(file));
    }
    AtomicFiles.write(file, format.print(graph));
  }

  /// Writes `graph` to `file` as ONNX; states that `states` names are initialisers of these values, others inputs.
  public static void writeOnnx(Graph graph, Map<String, NdArray> states, Path file) {
    AtomicFiles.write(file, out -> OnnxExport.write(graph, states, out));
  }
}
