package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphPhases;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedGraphTest {
  /// y = tanh(x·w) in a block, its gradient, and an update with a slot.
  private static final Graph STEP = Parser.parse("""
      graph @step(%x: f32[N,4], %rate: f32[]) state(%w: f32[4,4], %slot: f32[4,4]) {
        %0 = mat_mul %x, %w : f32[N,4] loc("Net.java":1 "block.dense")
        %1 = tanh %0 : f32[N,4] loc("Net.java":1 "block.tanh")
        %2 = reduce_sum %1 {axes=[0,1], keep=false} : f32[] loc("Net.java":2 "loss")
        %3 = map %1 {body=1 - r0 * r0, dtype=f32} : f32[N,4] loc("Net.java":1 "block.tanh")
        %4 = transpose %x {order=[1,0]} : f32[4,N] loc("Net.java":1 "block.dense")
        %5 = mat_mul %4, %3 : f32[4,4] loc("Net.java":1 "block.dense")
        %6 = map %slot, %5 {body=r0 * 0.5 + r1, dtype=f32} : f32[4,4] loc("Net.java":1 "block.dense")
        %7 = map %w, %6, %rate {body=r0 - r1 * r2, dtype=f32} : f32[4,4] loc("Net.java":1 "block.dense")
        return loss=%2
        next %w=%7, %slot=%6
      }
      """);

  @Test
  void phasesAreForwardBackwardUpdate() {
    GraphPhases phases = GraphPhases.of(STEP);
    var walk = new GraphWalk(STEP);
    assertEquals("0001 1122".replace(" ", ""), String.join("", walk.operations().stream().map(n -> phases.of(n).ordinal() + "").toList()));
    assertTrue(phases.isTraining());
    Graph plain = Parser.parse("graph @g(%x: f32[2]) { %0 = tanh %x : f32[2] return y=%0 }");
    assertFalse(GraphPhases.of(plain).isTraining());
  }

  @Test
  void blocksAreBoxes() {
    var folded = new FoldedGraph(STEP, 1);
    assertEquals(List.of("FORWARD x", "FORWARD block", "FORWARD loss", "BACKWARD block", "UPDATE block"),
        folded.boxes().stream().map(b -> b.phase() + " " + b.title()).toList());
    assertEquals(List.of("mat_mul, tanh", "f32[N,4]"), folded.boxes().get(1).lines());
    assertEquals(List.of("map", "f32[4,4]", "next w, slot"), folded.boxes().getLast().lines());
    assertEquals(List.of("FORWARD %x -> FORWARD block f32[N,4]", "FORWARD block -> FORWARD loss f32[N,4]",
        "FORWARD block -> BACKWARD block f32[N,4]", "FORWARD %x -> BACKWARD block f32[N,4]", "BACKWARD block -> UPDATE block f32[4,4]"),
        folded.edges().stream().map(e -> e.from() + " -> " + e.to() + " " + e.label()).sorted(
            Comparator.comparing(s -> s.contains("-> UPDATE") ? 2 : s.contains("-> BACKWARD") ? 1 : 0)).toList());
  }

  @Test
  void layersOfBlocksAreBoxesOneDeeper() {
    assertEquals(List.of("x", "dense", "tanh", "loss", "tanh", "dense", "dense"),
        new FoldedGraph(STEP, 2).boxes().stream().map(FoldedGraph.Box::title).toList());
    String dot = DotDump.print(STEP, 2);
    assertTrue(dot.contains("subgraph \"cluster FORWARD block\" { label=\"block\""), dot);
    assertTrue(dot.contains("subgraph \"cluster phase BACKWARD\""), dot);
    assertFalse(dot.contains("%6"), dot);
  }

  @Test
  void mermaidHasNoMarkupOfNames() {
    Graph graph = Parser.parse("""
        graph @g(%"a\\"]<script>": f32[2]) {
          %0 = tanh %"a\\"]<script>" : f32[2] loc("Net.java":1 "b|c;end")
          return y=%0
        }
        """);
    assertEquals("""
        flowchart TB
          b0["<b>a#34;#93;#60;script#62;</b><br>f32#91;2#93;"]
          b1["<b>b#124;c#59;end</b><br>tanh<br>f32#91;2#93;<br>returns y"]
          b0 -->|"f32#91;2#93;"| b1
        """, MermaidDump.print(graph));
    String step = MermaidDump.print(STEP);
    assertTrue(step.contains("subgraph backward") && step.contains("subgraph update"), step);
  }
}
