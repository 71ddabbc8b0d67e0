package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.oracles.CodeForm;
import jacquard.testkit.Leaves;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Shrunk counterexamples of [RandomNetworkTest], as it printed them: each was once compiled wrong.
class RegressionTest {
  private static final int BATCH = 3;
  private static final double TOLERANCE = 1e-12;

  private static final Map<String, Graph> NETWORKS = Map.of(
      "a halo along a dimension that its producer blocks", Parser.parse("""
          graph @random(%c: f64[N,1,2], %w1: f64[4,1,1], %w2: f64[2,6]) {
            %0 = mat_mul %c, %w2 : f64[N,1,6]
            %1 = cos %0 : f64[N,1,6]
            %2 = convolution %1, %w1 {stride=[1], lo=[1], hi=[0], dilation=[1], inputDilation=[1], groups=1, batchGroups=1} : f64[N,4,7]
            return y=%2
          }
          """),
      "an epilogue after a generic that stores part of its result, as the gradient of a slice does", Parser.parse("""
          graph @random(%x0: f64[N,5], %c: f64[N,4]) {
            %0 = tanh %x0 : f64[N,5]
            %1 = generic %c {structure=for(i0:N, i1:4) read(r0=$0[i0, i1]) assign out[i0, i1] = r0, type=f64[N,5]} : f64[N,5]
            %2 = add %1, %0 : f64[N,5]
            return y=%2
          }
          """),
      "a padded value added to a larger one of the same blocks: what fills its block up is not 0", Parser.parse("""
          graph @random(%x0: f64[N,5], %w1: f64[5,3]) {
            %0 = mat_mul %x0, %w1 : f64[N,3]
            %1 = pad %0 {lo=[0,0], hi=[0,-1]} : f64[N,2]
            %2 = tanh %1 : f64[N,2]
            %3 = pad %2 {lo=[0,0], hi=[0,1]} : f64[N,3]
            %4 = add %0, %3 : f64[N,3]
            return y=%4
          }
          """),
      "a sum into memory whose write map reaches each element once, but not through plain axes", Parser.parse("""
          graph @random(%x0: f64[N,5]) {
            %0 = reduce_sum %x0 {axes=[0,1], keep=false} : f64[]
            %1 = reshape %0 {shape=[1]} : f64[1]
            %2 = generic %1 {structure=for(i0:1, j:2) read(r0=$0[i0]) sum out[i0 + j] = sin(r0), type=f64[2]} : f64[2]
            return y=%2
          }
          """));

  @TestFactory
  Stream<DynamicTest> networks() {
    return NETWORKS.entrySet().stream().map(e -> dynamicTest(e.getKey(), () -> check(e.getValue())));
  }

  /// Twice over the same memory, so that what the first run leaves behind is seen.
  private static void check(Graph graph) {
    Map<String, NdArray> leaves = Leaves.of(graph, BATCH, 1);
    NdArray expected = Evaluator.run(graph, leaves).get("y");
    for (Compiler compiler : List.of(Compiler.create(), Compiler.create().unoptimized())) {
      var context = compiler.compile(graph).context(1);
      leaves.forEach(context::setInput);
      for (int run = 0; run < 2; run++) {
        context.run(BATCH);
        assertClose(expected, context.output("y"));
      }
    }
    assertClose(expected, new CodeForm(0, 1).run(graph, leaves, BATCH).get("y"));
  }

  private static void assertClose(NdArray expected, NdArray actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), TOLERANCE * (1 + Math.abs(expected.get(i))), "element " + i);
    }
  }
}
