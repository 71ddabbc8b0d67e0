package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The text form, character by character.
final class PrinterTest {
  private static final String NET = """
      graph @net(%x: f32[N,1,6,6]) state(%conv1.weight: f32[2,1,3,3]) {
        %0 = convolution %x, %conv1.weight {stride=[1,1], lo=[1,1], hi=[1,1], dilation=[1,1], inputDilation=[1,1], groups=1, \
      batchGroups=1} : f32[N,2,6,6] loc("Net.java":41 "conv1")
        %1 = tanh %0 : f32[N,2,6,6] loc("Net.java":41 "conv1", "Net.java":42)
        %2 = max_pool %1 {window={kernel=[2,2], stride=[2,2], lo=[0,0], hi=[0,0], dilation=[1,1], ceil=false}} : f32[N,2,3,3]
        %3 = constant {data=0.9} : f32[]
        %4 = mul %conv1.weight, %3 : f32[2,1,3,3]
        return y=%2, "the rest"=%1
        next %conv1.weight=%4
      }
      """.replace("data=0.9", "data=[0.9]");

  private static Graph net() {
    var g = new GraphBuilder("net");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(1, 6, 6).batched()));
    Node w = g.state("conv1.weight", TensorType.f32(2, 1, 3, 3));
    g.at(Loc.at("Net.java", 41).inLayer("conv1"));
    Node y = g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), x, w);
    Node t = g.at(g.loc().merge(Loc.at("Net.java", 42))).add(new Tanh(), y);
    Node p = g.at(Loc.UNKNOWN).add(new MaxPool(Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false)), t);
    Node next = g.add(new Mul(), w, g.scalar(DType.F32, 0.9));
    return g.output("y", p).output("the rest", t).next(w, next).build();
  }

  @Test
  void theWholeForm() {
    assertEquals(NET, Printer.print(net()));
    assertEquals(NET, Printer.print(Parser.parse(NET)));
    assertEquals(NET.replaceAll(" loc\\(.*\\)", ""), Printer.canonical(net()));
  }

  @Test
  void aLongFirstLineIsSplit() {
    var g = new GraphBuilder("two words");
    for (int i = 0; i < 4; i++) {
      g.input("a rather long name of an input " + i, TensorType.f32(1));
    }
    g.state("7", TensorType.f32());
    String text = """
        graph @"two words"(
            %"a rather long name of an input 0": f32[1],
            %"a rather long name of an input 1": f32[1],
            %"a rather long name of an input 2": f32[1],
            %"a rather long name of an input 3": f32[1]
        ) state(
            %"7": f32[]
        ) {
        }
        """;
    assertEquals(text, Printer.print(g.build()));
    RoundTrip.check(g.build());
  }

  @Test
  void inputsComeFirstAndNumbersFollowTheOrder() {
    var g = new GraphBuilder("late");
    Node one = g.scalar(DType.F64, 1);
    Node x = g.input("x", TensorType.f64());
    g.output("y", g.add(new Add(), x, one));
    String text = """
        graph @late(%x: f64[]) {
          %0 = constant {data=[1]} : f64[]
          %1 = add %x, %0 : f64[]
          return y=%1
        }
        """;
    assertEquals(text, Printer.print(RoundTrip.check(g.build())));
  }

  @Test
  void constantsOfEveryTypeKeepTheirBits() {
    Shape two = Shape.of(2);
    float odd = Float.intBitsToFloat(0x7fc00001);
    for (NdArray data : List.of(NdArray.of(two, 0.1f, -0.0f), NdArray.of(two, odd, Float.NaN), NdArray.of(two, 1e-45f, 16777216f),
        NdArray.of(two, 0.1, -Double.MAX_VALUE), NdArray.of(two, Integer.MIN_VALUE, 7), NdArray.of(two, Long.MIN_VALUE, Long.MAX_VALUE),
        NdArray.ofMask(two, (byte) 1, (byte) 0), NdArray.zeros(TensorType.f32(0)))) {
      var g = new GraphBuilder("constant");
      g.output("y", g.constant(data));
      assertEquals(data, ((Constant) RoundTrip.check(g.build()).output().op()).data().value().orElseThrow());
    }
  }

  @Test
  void aLargeConstantIsReadWithoutItsData() {
    var g = new GraphBuilder("large");
    g.output("y", g.constant(NdArray.filled(TensorType.f32(17), 2)));
    assertTrue(((Constant) RoundTrip.check(g.build()).output().op()).data().value().isEmpty());
  }

  @Test
  void severalGraphsAndComments() {
    List<Graph> graphs = Parser.parseAll("two.ir", "// RUN: pass=nothing\n" + NET + "graph @empty() {} // done");
    assertEquals(List.of("net", "empty"), graphs.stream().map(Graph::name).toList());
  }

  @Test
  void json() {
    assertEquals("""
        {
          "graph": "net",
          "inputs": [
            "%x"
          ],
          "states": [
            "%conv1.weight"
          ],
          "nodes": [
        """, JsonDump.print(net()).lines().limit(9).reduce("", (a, b) -> a + b + "\n"));
    assertTrue(JsonDump.print(net()).contains("""
            {"id": "%1", "op": "tanh", "kind": "elementwise", "attributes": {}, "inputs": ["%0"], "type": "f32[N,2,6,6]", \
        "layer": "conv1", "loc": [{"file": "Net.java", "line": 41, "layer": "conv1"}, {"file": "Net.java", "line": 42}]},
        """), JsonDump.print(net()));
  }
}
