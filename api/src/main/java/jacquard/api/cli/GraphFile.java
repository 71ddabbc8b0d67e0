package jacquard.api.cli;

import jacquard.api.io.AtomicFiles;
import jacquard.api.io.Safetensors;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.text.TensorFile;
import jacquard.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A graph's text in a file, and the data of its large constants in a safetensors file of the same name beside it, where there is one.
///
/// Errors   `graph-file/unreadable`, `graph-file/invalid`, and those of the parser and of safetensors
record GraphFile(Path file, String text, Map<String, NdArray> constants) {
  private static final String DATA = ".safetensors";

  /// Whether `name` means a file rather than a network: it has a path or an extension, or there is one of this name.
  static boolean isMeant(String name) {
    return name.indexOf('/') >= 0 || name.endsWith(".ir") || Files.exists(Path.of(name));
  }

  static GraphFile read(Path file) {
    try {
      Path data = data(file);
      return new GraphFile(file, Files.readString(file), Files.exists(data) ? Safetensors.read(data).tensors() : Map.of());
    } catch (IOException e) {
      throw UserError.of("graph-file/unreadable").problem("the file cannot be read as text").where("%s", file).got("%s", e)
          .expected("a graph as `dump` writes it, or the file of a failure").cause(e).build();
    }
  }

  /// The graph, which fulfils every invariant.
  Graph graph() {
    Graph graph = Parser.parse(file.toString(), text, constants);
    var problems = Verifier.verify(graph);
    if (!problems.isEmpty()) {
      throw UserError.of("graph-file/invalid").problem("the graph in the file is not valid").where("%s", file)
          .got("%s", Verifier.annotated(graph, problems)).fix("correct the lines above the errors").build();
    }
    return graph;
  }

  /// Writes the text of `graph`, and its data where the text leaves it out.
  static void write(Path file, Graph graph) {
    Map<String, NdArray> constants = TensorFile.constants(graph);
    if (!constants.isEmpty()) {
      Safetensors.of(constants).write(data(file));
    }
    AtomicFiles.write(file, Printer.print(graph));
  }

  private static Path data(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot <= 0 ? name : name.substring(0, dot)) + DATA);
  }
}
