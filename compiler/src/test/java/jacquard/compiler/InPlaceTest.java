package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.text.Parser;
import jacquard.runtime.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is written over an operand or a state has been read by everyone before.
class InPlaceTest {
  private static final int BATCH = 3;
  private static final int[] WIDTHS = {0, 128, 256, 512};
  private static final String CONVOLUTION =
      "{stride=[1,1], lo=[0,0], hi=[0,0], dilation=[1,1], inputDilation=[1,1], groups=1, batchGroups=1}";

  @Test
  void theResidualOperandOfAContractionIsOverwritten() {
    Graph graph = agrees("""
        graph @residual(%%x: f32[N,32,8,8], %%w: f32[32,32,1,1], %%v: f32[32,32,1,1]) {
          %%0 = convolution %%x, %%w %s : f32[N,32,8,8]
          %%1 = convolution %%0, %%v %s : f32[N,32,8,8]
          %%2 = convolution %%1, %%w %s : f32[N,32,8,8]
          %%3 = add %%2, %%0 : f32[N,32,8,8]
          return y=%%3
        }
        """.formatted(CONVOLUTION, CONVOLUTION, CONVOLUTION));
    long value = 4L * BATCH * 32 * 8 * 8;
    long weights = 4L * 32 * 32 * 4; // two inputs and their packed forms
    assertPeak(2 * value + weights, graph);
  }

  @Test
  void aFactorThatIsAlsoAddedIsNotOverwritten() {
    agrees("""
        graph @itself(%%x: f32[N,32,8,8], %%w: f32[32,32,1,1]) {
          %%0 = exp %%x : f32[N,32,8,8]
          %%1 = convolution %%0, %%w %s : f32[N,32,8,8]
          %%2 = add %%1, %%0 : f32[N,32,8,8]
          return y=%%2
        }
        """.formatted(CONVOLUTION));
  }

  @Test
  void whatIsReadElsewhereIsNotOverwritten() {
    agrees("""
        graph @elsewhere(%x: f32[N,40,40]) {
          %0 = exp %x : f32[N,40,40]
          %1 = transpose %0 {order=[0,2,1]} : f32[N,40,40]
          %2 = map %0, %1 {body=r0 * r0 - r1, dtype=f32} : f32[N,40,40]
          %3 = reverse %2 {axes=[2]} : f32[N,40,40]
          %4 = map %2, %3 {body=r0 + 2.0 * r1, dtype=f32} : f32[N,40,40]
          return y=%4
        }
        """);
  }

  /// The last rows are fewer than a tile has, and the last block of 40 is not full.
  @Test
  void theGradientOfADenseLayerGoesIntoItsMomentumAtOnce() {
    Graph graph = agrees("""
        graph @step(%x: f32[N,77], %dy: f32[N,40]) state(%w: f32[40,77], %m: f32[40,77]) {
          %0 = transpose %w {order=[1,0]} : f32[77,40]
          %1 = mat_mul %x, %0 : f32[N,40]
          %2 = transpose %x {order=[1,0]} : f32[77,N]
          %3 = mat_mul %2, %dy : f32[77,40]
          %4 = transpose %3 {order=[1,0]} : f32[40,77]
          %5 = map %4, %w, %m {body=r2 * 0.9 + (r0 + r1 * 0.01), dtype=f32} : f32[40,77]
          %6 = sub %w, %5 : f32[40,77]
          return y=%1
          next %m=%5, %w=%6
        }
        """);
    assertPeak(4L * 40 * 77 - 1, graph); // no room for a gradient
  }

  @Test
  void statesTakeOverWhatOtherStatesHeldBefore() {
    agrees("""
        graph @exchange() state(%a: f32[40], %b: f32[40]) {
          %0 = map %b {body=r0 * r0, dtype=f32} : f32[40]
          return y=%0
          next %a=%b, %b=%0
        }
        """);
    agrees("""
        graph @seen() state(%a: f32[40]) {
          %0 = map %a {body=r0 * r0 + 1.0, dtype=f32} : f32[40]
          return before=%a, after=%0
          next %a=%0
        }
        """);
  }

  /// The graph, whose programs give what the evaluator gives in every form of code, in place and beside.
  private static Graph agrees(String text) {
    Graph graph = Parser.parse("test", text);
    Map<String, NdArray> leaves = leaves(graph);
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    for (int bits : WIDTHS) {
      for (Compiler compiler : new Compiler[] {Compiler.forVectors(bits), Compiler.forVectors(bits).without("in-place")}) {
        Context context = compiler.compile(graph).context(2);
        graph.inputs().forEach(i -> context.setInput(((Input) i.op()).name(), leaves.get(((Input) i.op()).name())));
        graph.states().forEach(s -> context.setState(((State) s.op()).name(), leaves.get(((State) s.op()).name())));
        context.run(BATCH);
        graph.outputs().keySet().forEach(name -> compare(graph.name() + " " + name, expected.get(name), context.output(name)));
        graph.next().keySet().stream().map(s -> ((State) s.op()).name())
            .forEach(name -> compare(graph.name() + " next " + name, expected.get("next:" + name), context.state(name)));
      }
    }
    return graph;
  }

  private static void assertPeak(long most, Graph graph) {
    for (int bits : WIDTHS) {
      long peak = Compiler.forVectors(bits).compile(graph).plan(BATCH).peakBytes();
      assertTrue(peak <= most, bits + " bits: " + peak + " bytes");
    }
  }

  private static void compare(String what, NdArray expected, NdArray actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 1e-4 * Math.max(1, Math.abs(expected.get(i))), what + "[" + i + "]");
    }
  }

  private static Map<String, NdArray> leaves(Graph graph) {
    var leaves = new LinkedHashMap<String, NdArray>();
    for (Node node : Stream.concat(graph.inputs().stream(), graph.states().stream()).toList()) {
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(BATCH)));
      var random = new Philox(5, leaves.size(), 0);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, random.normal(i));
      }
      leaves.put(node.op() instanceof Input input ? input.name() : ((State) node.op()).name(), value);
    }
    return leaves;
  }
}
