package jacquard.ir.text;

import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How graphs, and in some formats loop nests, are written. The command line and `Program.dump` take every constant there is, dumps of
/// passes those that are texts: a new format is a class that writes it, and its line here.
public enum Format {
  /// As text that parses back.
  TEXT("ir", Printer::print, LoopText::print),
  /// As a picture for Graphviz; loops have none.
  DOT("dot", DotDump::print, null),
  /// For programs.
  JSON("json", JsonDump::print, LoopJson::print),
  /// As a flowchart for Markdown: a box for each block or layer.
  MERMAID("mmd", MermaidDump::print, null),
  /// For other runtimes: a graph of inference as a binary file, which `jacquard.ir.io.GraphFiles` writes.
  ONNX("onnx", null, null);

  private final String suffix;
  private final @Nullable Function<Graph, String> graphs;
  private final @Nullable Function<List<LoopNest>, String> loops;

  Format(String suffix, @Nullable Function<Graph, String> graphs, @Nullable Function<List<LoopNest>, String> loops) {
    this.suffix = suffix;
    this.graphs = graphs;
    this.loops = loops;
  }

  /// What the names of its files end in, without the dot.
  public String suffix() {
    return suffix;
  }

  /// Whether this is a text, as all formats are that every graph has.
  public boolean isText() {
    return graphs != null;
  }

  /// The text of `graph` in this format, one that is a text.
  public String print(Graph graph) {
    Function<Graph, String> known = graphs;
    if (known == null) {
      throw new IllegalStateException(name().toLowerCase(Locale.ROOT) + " is no text");
    }
    return known.apply(graph);
  }

  /// Whether blocks and layers can be folded in this format.
  public boolean folds() {
    return this == DOT || this == MERMAID;
  }

  /// The text of `graph` with blocks and layers below `depth` names folded, in a format that [folds][#folds].
  public String print(Graph graph, int depth) {
    return switch (this) {
      case DOT -> DotDump.print(graph, depth);
      case MERMAID -> MermaidDump.print(graph, depth);
      case TEXT, JSON, ONNX -> throw new IllegalStateException(name().toLowerCase(Locale.ROOT) + " has nothing to fold");
    };
  }

  /// Whether loop nests are written in this format too.
  public boolean hasLoops() {
    return loops != null;
  }

  /// The text of loop nests in this format, one that has loops.
  public String print(List<LoopNest> nests) {
    Function<List<LoopNest>, String> known = loops;
    if (known == null) {
      throw new IllegalStateException("loops are not written as " + name().toLowerCase(Locale.ROOT));
    }
    return known.apply(nests);
  }
}
