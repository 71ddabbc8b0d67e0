package jacquard.compiler.pass;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Format;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of one run of a pipeline: `DIR/GRAPH-PIPELINE/00-input.ir`, `…/03-fold-constants.ir` and so on, one for each pass that
/// changed the graph, numbered by its place in the pipeline; pictures end in `.dot`, JSON in `.json`.
///
/// A file is whole or absent. Files an earlier run left in the folder are removed first.
public final class Dumps {
  private final Path folder;
  private final Set<Format> formats;

  private Dumps(Path folder, Set<Format> formats) {
    this.folder = folder;
    this.formats = formats;
  }

  /// Starts a run's folder. Errors: `dump/unwritable`.
  static Dumps start(CompilerSwitches switches, String graph, String pipeline) {
    Path folder = switches.dumpDir().resolve(fileName(graph + "-" + pipeline));
    String suffixes = Arrays.stream(Format.values()).filter(Format::isText).map(Format::suffix).collect(Collectors.joining("|"));
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> stale = files.filter(f -> f.getFileName().toString().matches("\\d\\d-[a-z0-9-]+\\.(" + suffixes + ")")).toList();
        for (Path file : stale) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return new Dumps(folder, switches.formats());
  }

  void write(int number, String step, Graph graph) {
    for (Format format : formats) {
      write(folder.resolve(String.format(Locale.ROOT, "%02d-%s.%s", number, step, format.suffix())), format.print(graph));
    }
  }

  /// What fills a file.
  private interface Content {
    void writeTo(Path file) throws IOException;
  }

  /// Writes `text` under another name, then gives the file its own.
  public static void write(Path file, String text) {
    write(file, temporary -> Files.writeString(temporary, text));
  }

  /// Writes arrays as a safetensors file, likewise.
  static void write(Path file, Map<String, NdArray> tensors) {
    write(file, temporary -> {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        Safetensors.of(tensors).writeTo(out);
      }
    });
  }

  private static void write(Path file, Content content) {
    try {
      Path temporary = Files.createTempFile(Files.createDirectories(file.toAbsolutePath().getParent()), ".dump", ".tmp");
      try {
        content.writeTo(temporary);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /// `name` with everything but letters, digits, dots, dashes and underscores replaced.
  public static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static UserError unwritable(Path file, IOException e) {
    return UserError.of("dump/unwritable").problem("a dump cannot be written").where("%s", file).got("%s", e)
        .fix("choose another folder with -Djacquard.dump.dir=…").cause(e).build();
  }
}
