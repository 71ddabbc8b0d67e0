package jacquard.api.cli;

import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.nets.Nets;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Parser;
import jacquard.ir.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// A graph's text in a file, and the data of its large constants in a safetensors file of the same name beside it, where there is one.
///
/// Errors   `graph-file/unreadable`, `graph-file/too-large`, `graph-file/invalid`, and those of the parser and of safetensors
record GraphFile(Path file, String text, Map<String, NdArray> constants) {
  /// A hundred times the largest built-in network's training graph.
  private static final int MOST_BYTES = 1 << 25;
  /// What a byte of text takes as words and nodes.
  private static final int BYTES_PER_BYTE = 64;

  /// Whether `name` means such a file rather than a network: it has a path or an extension, or there is one of this name.
  static boolean isMeant(String name) {
    return !Nets.names().contains(name) && !NetworkChoice.isFile(name)
        && (name.indexOf('/') >= 0 || name.endsWith(".ir") || Files.exists(OptionValues.path(name)));
  }

  static GraphFile read(Path file) {
    try {
      Path data = Safetensors.beside(file);
      return new GraphFile(file, text(file), Files.exists(data) ? Safetensors.read(data).tensors() : Map.of());
    } catch (NoSuchFileException e) {
      throw UserError.of("graph-file/unreadable").problem("there is no such file")
          .absent(file, "a graph as `dump` writes it, or the file of a failure").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("graph-file/unreadable").problem("the file cannot be read as text").where("%s", file).got("%s", e)
          .expected("a graph as `dump` writes it, or the file of a failure").cause(e).build();
    }
  }

  /// The whole text, or none of one that no graph has and the heap could not hold in words.
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES || !HeapBudget.hasRoom((long) BYTES_PER_BYTE * bytes.length)) {
        throw UserError.of("graph-file/too-large").problem("the file holds more text than any graph").where("%s", file)
            .got(bytes.length > MOST_BYTES ? "more than %,d bytes" : "%,d bytes", Math.min(bytes.length, MOST_BYTES))
            .expected("at most %,d bytes, and a heap of %d times as many; %s", MOST_BYTES, BYTES_PER_BYTE, HeapBudget.now(false).room())
            .fix("name the text of a graph, or allow a larger heap with -Xmx").build();
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
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
}
