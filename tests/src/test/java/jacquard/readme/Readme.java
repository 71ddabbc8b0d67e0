package jacquard.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A README of the project, by its place below the root: `README.md`, `ir/README.md`.
record Readme(String name, String text) {
  /// Seen from the module `tests`, where its tests run.
  static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";

  /// A fenced block: the word after the opening fence, and the lines in it.
  record Block(String language, String text) {}

  static Readme of(String name) throws IOException {
    return new Readme(name, Files.readString(ROOT.resolve(name)));
  }

  static List<Readme> all() throws IOException {
    var all = new ArrayList<Readme>();
    for (String folder : List.of("", "ir/", "runtime/", "compiler/", "api/", "api/spark/", "api/docs/", "api/examples/", "api/pretrained/",
        "tests/")) {
      all.add(of(folder + "README.md"));
    }
    return all;
  }

  /// The folder links start from.
  Path folder() {
    return ROOT.resolve(name).resolveSibling("");
  }

  /// The fenced blocks in order; a block ends with a line break, as files do.
  List<Block> blocks() {
    var blocks = new ArrayList<Block>();
    var block = new StringBuilder();
    String language = "";
    boolean inside = false;
    for (String line : text.lines().toList()) {
      boolean fence = line.strip().startsWith(FENCE);
      if (fence && inside) {
        blocks.add(new Block(language, block.toString()));
        block.setLength(0);
      } else if (fence) {
        language = line.strip().substring(FENCE.length());
      } else if (inside) {
        block.append(line).append('\n');
      }
      inside ^= fence;
    }
    return blocks;
  }

  Stream<String> blocks(String language) {
    return blocks().stream().filter(b -> b.language().equals(language)).map(Block::text);
  }

  /// The rows of all tables whose first cell is `code`: `` | `name` | … | ``.
  List<String> rows() {
    return text.lines().filter(l -> l.startsWith("| `")).toList();
  }
}
