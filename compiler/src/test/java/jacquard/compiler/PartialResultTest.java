package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.runtime.Context;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Structures that write a part of their result, as the gradient of a slice does: the rest is 0, whatever lies beside.
final class PartialResultTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void whatIsNotWrittenIsZero(int vectorBits) {
    agrees(vectorBits, """
        graph @epilogue(%x: f64[6]) {
          %0 = slice %x {axis=0, lo=0, hi=3, step=1} : f64[3]
          %1 = generic %0 {structure=for(i:3) read(r0=$0[i]) assign out[i] = r0 * r0, type=f64[6]} : f64[6]
          %2 = add %1, %x : f64[6]
          return y=%2
        }
        """);
    agrees(vectorBits, """
        graph @filling(%x: f64[6]) {
          %0 = slice %x {axis=0, lo=0, hi=3, step=1} : f64[3]
          %1 = slice %x {axis=0, lo=3, hi=6, step=1} : f64[3]
          %2 = map %0, %1 {body=exp(r0) + r1, dtype=f64} : f64[3]
          %3 = generic %2 {structure=for(i:3) read(r0=$0[i]) assign out[i] = r0, type=f64[6]} : f64[6]
          %4 = generic %2 {structure=for(i:3) read(r0=$0[i]) assign out[i + 3] = r0, type=f64[6]} : f64[6]
          %5 = mul %3, %x : f64[6]
          %6 = add %5, %4 : f64[6]
          return y=%6, m=%2, h=%3
        }
        """);
    agrees(vectorBits, """
        graph @flat(%x: f64[6]) {
          %0 = exp %x : f64[6]
          %1 = generic %0 {structure=for(i:3) read(r0=$0[i]) assign out[i] = r0 * r0, type=f64[6]} : f64[6]
          %2 = add %1, %x : f64[6]
          return e=%0, y=%2, h=%1
        }
        """);
  }

  private static void agrees(int vectorBits, String text) {
    Graph graph = Parser.parse("test", text);
    NdArray x = NdArray.of(Shape.of(6), 1.0, 2, 3, 4, 5, 6);
    Context context = Compiler.forVectors(vectorBits).compile(graph).context(1);
    context.setInput("x", x);
    context.run(1);
    Evaluator.run(graph, Map.of("x", x)).forEach((name, value) -> {
      for (int i = 0; i < value.size(); i++) {
        assertEquals(value.get(i), context.output(name).get(i), 1e-12, graph.name() + " " + name + "[" + i + "]");
      }
    });
  }
}
