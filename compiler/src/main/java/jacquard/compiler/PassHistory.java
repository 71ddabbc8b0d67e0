package jacquard.compiler;

import jacquard.compiler.pass.PassManager;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.stream.IntStream;

/// What the passes made of a graph, run by run, and what they left alone.
public record PassHistory(Graph input, List<Run> runs, List<Miss> misses) {
  /// One run of a pass: what it does in general and to numbers, how long it took, how many rewrites it made, and the graph after it, which
  /// is the instance before it where nothing changed.
  public record Run(String pass, String does, String numerics, long nanos, int rewrites, Graph result) {}

  /// Why `pass` left `node` alone, a node of the graph after its run.
  public record Miss(String pass, Node node, String reason) {}

  public PassHistory {
    runs = List.copyOf(runs);
    misses = List.copyOf(misses);
  }

  /// The history of `passes` over `input`, which kept their snapshots.
  static PassHistory of(Graph input, PassManager.Result passes) {
    List<Run> runs = IntStream.range(0, passes.snapshots().size()).mapToObj(i -> {
      PassManager.Snapshot after = passes.snapshots().get(i);
      PassManager.Timing timing = passes.timings().get(i);
      return new Run(timing.pass(), after.pass().does(), after.pass().numerics().toString(), timing.nanos(), timing.rewrites(),
          after.graph());
    }).toList();
    return new PassHistory(input, runs, passes.remarks().stream().map(r -> new Miss(r.pass(), r.node(), r.reason())).toList());
  }
}
