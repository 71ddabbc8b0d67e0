package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Tanh;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DotDumpTest {
  /// The lines of a picture, its tables as their cells' texts.
  private static List<String> lines(String graph) {
    return DotDump.print(Parser.parse(graph)).lines().map(l -> l.replaceAll("</td></tr>", " | ").replaceAll("</?(table|tr|td|b)[^<>]*>", "")
        .replace("[label=<", "[label=").strip())
        .toList();
  }

  private static void assertLines(String graph, String... wanted) {
    List<String> lines = lines(graph);
    Stream.of(wanted).forEach(w -> assertTrue(lines.stream().anyMatch(l -> l.startsWith(w)),
        () -> w + "\nis not in\n" + String.join("\n", lines)));
  }

  @Test
  void aBlockIsAFrameAroundItsLayers() {
    List<String> lines = lines("""
        graph @net(%x: f32[2]) {
          %0 = tanh %x : f32[2] loc("Net.java":1 "block.a")
          %1 = tanh %0 : f32[2] loc("Net.java":2 "block")
          %2 = tanh %1 : f32[2] loc("Net.java":3 "b")
          %3 = tanh %2 : f32[2] loc("Net.java":1 "block.a")
          return y=%3
        }
        """);
    assertEquals(List.of("subgraph \"cluster block\" {", "subgraph \"cluster block.a\" {", "}", "}", "subgraph \"cluster b\" {", "}",
        "subgraph \"cluster block 2\" {", "subgraph \"cluster block.a 2\" {", "}", "}"),
        lines.stream().filter(l -> l.startsWith("subgraph") || l.equals("}")).limit(10).toList());
  }

  @Test
  void leavesAndEpiloguesAreRows() {
    assertLines("""
        graph @net(%x: f32[N,1,6,6], %rate: f32[]) state(%w: f32[2,1,3,3]) {
          %0 = constant {data=[0.5,1.0]} : f32[2]
          %1 = reshape %0 {shape=[2,1,1]} : f32[2,1,1]
          %2 = fused %x, %w, %1 {root=convolution{stride=[1,1], lo=[1,1], hi=[1,1], dilation=[1,1], inputDilation=[1,1], groups=1, \
        batchGroups=1}, rootOperands=2, epilogue=max(acc + r0, 0), dtype=f32} : f32[N,2,6,6] loc("Net.java":1 "conv1", "Net.java":2 "relu1")
          %3 = map %w, %rate {body=r0 * r1, dtype=f32} : f32[2,1,3,3]
          return y=%2, old=%w
          next %w=%3
        }
        """,
        "\"%1\" [label=%1 reshape | shape=[2,1,1] | %0 constant [0.5,1]  f32[2] |",
        "\"%2\" [label=%2 convolution | lo=[1,1] | hi=[1,1] | then max(acc + r0, 0) | of conv1, relu1 | w  f32[2,1,3,3] |",
        "\"%3\" [label=%3 map | body=r0 * r1 | w  f32[2,1,3,3] | rate  f32[] | next w |",
        "\"%x\" -> \"%2\" [label=\"f32[N,1,6,6]\"",
        "\"return old\" [label=return old | w  f32[2,1,3,3] |",
        "\"%2\" -> \"return y\" [label=\"f32[N,2,6,6]\"");
  }

  /// What is read far below, and what many read, is named there instead of drawn.
  @Test
  void longEdgesAreRows() {
    var g = new GraphBuilder("net");
    Node x = g.input("x", TensorType.f32(2));
    Node first = g.add(new Tanh(), x);
    Node last = first;
    for (int i = 0; i < 11; i++) {
      last = g.add(new Tanh(), last);
    }
    Graph graph = g.output("y", g.add(new Add(), last, first)).build();
    String text = DotDump.print(graph);
    assertTrue(text.contains("from %0  f32[2]"), text);
    assertTrue(text.contains("\"%11\" -> \"%12\""), text);
    assertFalse(text.contains("\"%0\" -> \"%12\""), text);
  }

  @Test
  void namesAreEscaped() {
    assertLines("graph @\"a \\\"b\\\"\"(%\"x<y\": f32[2]) { %0 = tanh %\"x<y\" : f32[2] return z=%0 }", "digraph \"a \\\"b\\\"\" {",
        "\"%\\\"x<y\\\"\" -> \"%0\" [label=\"f32[2]\"];");
    assertTrue(DotDump.print(Parser.parse("graph @g(%\"x<&y\": f32[2]) { %0 = tanh %\"x<&y\" : f32[2] return z=%0 }"))
        .contains("<b>x&lt;&amp;y</b>"));
  }
}
