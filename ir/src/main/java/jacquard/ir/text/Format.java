package jacquard.ir.text;

import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How graphs, and in some formats loop nests, are written. The command line, dumps and `Program.dump` take every constant there is: a new
/// format is a class that writes it, and its line here.
public enum Format {
  /// As text that parses back.
  TEXT("ir", Printer::print, LoopText::print),
  /// As a picture for Graphviz; loops have none.
  DOT("dot", DotDump::print, null),
  /// For programs.
  JSON("json", JsonDump::print, LoopJson::print);

  private final String suffix;
  private final Function<Graph, String> graphs;
  private final @Nullable Function<List<LoopNest>, String> loops;

  Format(String suffix, Function<Graph, String> graphs, @Nullable Function<List<LoopNest>, String> loops) {
    this.suffix = suffix;
    this.graphs = graphs;
    this.loops = loops;
  }

  /// What the names of its files end in, without the dot.
  public String suffix() {
    return suffix;
  }

  /// The text of `graph` in this format.
  public String print(Graph graph) {
    return graphs.apply(graph);
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
