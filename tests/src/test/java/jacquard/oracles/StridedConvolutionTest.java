package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.op.contraction.Convolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Convolutions whose input is dilated (what strides become in gradients) and grouped ones: their loops leave out the terms that are zero,
/// and in every code form they still sum the rest to what the reference evaluator says.
@Tag("any-width") // goes through the widths itself
class StridedConvolutionTest {
  private static final int BATCH = 2;
  private static final double F32 = 1e-5;
  private static final double F64 = 1e-13;

  private record Case(String name, int channels, int extent, int filters, int kernel, Convolution op) {}

  private static List<Case> cases() {
    return List.of(
        new Case("every second term, extents divide", 5, 5, 7, 3, conv(1, 1, 2, 1, 2, 1)),
        new Case("every second term, an odd extent", 5, 5, 7, 3, conv(1, 1, 1, 1, 2, 1)),
        new Case("every third term of a kernel of five", 18, 4, 33, 5, conv(1, 3, 4, 1, 3, 1)),
        new Case("stride, dilation and input dilation", 5, 6, 7, 3, conv(2, 4, 4, 3, 2, 1)),
        new Case("one tap: three of four phases are zero", 16, 6, 32, 1, conv(1, 0, 1, 1, 2, 1)),
        new Case("dilation and input dilation share a factor", 5, 6, 7, 3, conv(1, 4, 4, 2, 2, 1)),
        new Case("groups of whole blocks", 32, 6, 64, 3, conv(1, 1, 1, 1, 1, 4)),
        new Case("groups and phases", 32, 6, 64, 3, conv(1, 1, 2, 1, 2, 2)),
        new Case("groups of a few channels", 6, 6, 12, 2, conv(1, 1, 1, 1, 1, 3)),
        new Case("depthwise, stride 2", 17, 7, 17, 3, conv(2, 1, 1, 1, 1, 17)));
  }

  private static Convolution conv(int stride, int lo, int hi, int dilation, int inputDilation, int groups) {
    return new Convolution(twice(stride), twice(lo), twice(hi), twice(dilation), twice(inputDilation), groups, 1);
  }

  private static List<Integer> twice(int value) {
    return List.of(value, value);
  }

  @TestFactory
  Stream<DynamicTest> valuesAndGradients() {
    return cases().stream().flatMap(c -> Stream.of(DType.F32, DType.F64)
        .map(dtype -> dynamicTest(c.name() + ", " + dtype.text(), () -> agree(c, dtype))));
  }

  private static void agree(Case c, DType dtype) {
    Graph graph = graph(c, dtype);
    Map<String, NdArray> leaves = Map.of("x", random(type(c, dtype), 1), "w", random(weights(c, dtype), 2));
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    var agreement = new Agreement(dtype == DType.F32 ? F32 : F64, 0);
    var problems = new ArrayList<String>();
    for (int form = 0; form < CodeForm.VECTOR_BITS.size(); form++) {
      CodeForm code = CodeForm.number(form);
      code.run(graph, leaves, BATCH)
          .forEach((name, value) -> agreement.check(code + " " + name, expected.get(name), value).ifPresent(problems::add));
    }
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
  }

  /// The result and both gradients for a cotangent that is the result itself.
  private static Graph graph(Case c, DType dtype) {
    var g = new GraphBuilder("strided");
    Node x = g.input("x", type(c, dtype));
    Node w = g.input("w", weights(c, dtype));
    Node y = g.add(c.op(), x, w);
    List<Node> gradients = Gradient.of(y, y, List.of(x, w), g);
    return g.output("y", y).output("dx", gradients.get(0)).output("dw", gradients.get(1)).build();
  }

  private static TensorType type(Case c, DType dtype) {
    return new TensorType(dtype, Shape.of(c.channels(), c.extent(), c.extent()).batched());
  }

  private static TensorType weights(Case c, DType dtype) {
    return new TensorType(dtype, Shape.of(c.filters(), c.channels() / c.op().groups(), c.kernel(), c.kernel()));
  }

  private static NdArray random(TensorType type, int stream) {
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(BATCH)));
    var random = new Philox(3, stream, 0);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.uniform(i) - 0.5);
    }
    return array;
  }

  /// The input's gradient of a convolution with stride 2 runs over phases, in a register tile.
  @Test
  void phasesAreTiled() {
    var g = new GraphBuilder("phases");
    Node dy = g.input("dy", new TensorType(DType.F32, Shape.of(32, 14, 14).batched()));
    Node w = g.input("w", TensorType.f32(64, 32, 3, 3));
    g.output("dx", g.add(conv(1, 1, 2, 1, 2, 1), dy, w));
    LoopNest nest = Compiler.forVectors(512).translate(g.build()).loops().getLast();
    assertEquals("for(n:N, o:64, p:14, q:14, c:32, r:2, s:2, qf:2, pf:2) read(r0=$0[n, c, p + r, q + s]!, "
        + "r1=$1[o, c, 2*r - pf + 1, 2*s - qf + 1]!) sum out[n, o, 2*p + pf, 2*q + qf] = r0 * r1",
        jacquard.ir.text.StructureText.print(nest.structure()));
    assertTrue(nest.schedule().tile().isPresent(), () -> nest.schedule().toString());
  }
}
