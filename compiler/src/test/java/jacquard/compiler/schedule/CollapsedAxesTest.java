package jacquard.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.Compiler;
import jacquard.compiler.pass.Differential;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Relu;
import jacquard.runtime.Context;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapsedAxesTest {
  private static final String ID = "collapse-axes";

  private final GraphBuilder g = new GraphBuilder("pixels");
  private int inputs;

  @Test
  void pointwiseConvolutionsRunOverAllPixels() {
    assertEquals(List.of("N", "32", "35"), resultAxes(convolution(1, 5, 7)));
  }

  @Test
  void threeDimensionsBecomeOne() {
    assertEquals(List.of("N", "32", "30"), resultAxes(convolution(1, 5, 2, 3)));
  }

  @Test
  void residualsLieAlikeAndBiasesDoNotCare() {
    Node y = g.add(new Add(), convolution(1, 5, 7), g.input("b", TensorType.f32(32, 1, 1)));
    assertEquals(List.of("N", "32", "35"), resultAxes(g.add(new Relu(), g.add(new Add(), y, g.add(new Relu(), convolution(1, 5, 7))))));
  }

  @Test
  void windowsKeepTheirAxes() {
    assertEquals(List.of("N", "32", "3", "5"), resultAxes(convolution(3, 5, 7)));
  }

  @Test
  void anOperandAlongOneAxisKeepsBoth() {
    assertEquals(List.of("N", "32", "5", "7"), resultAxes(g.add(new Add(), convolution(1, 5, 7), g.input("b", TensorType.f32(7)))));
  }

  @Test
  void theBitsStay() {
    for (int bits : new int[] {0, 256, 512}) {
      var builder = new GraphBuilder("bits");
      Node x = builder.input("x", new TensorType(DType.F32, Shape.of(20, 5, 7).batched()));
      Node y = builder.add(Convolution.plain(2), x, builder.input("w", TensorType.f32(33, 20, 1, 1)));
      Graph graph = builder.output("y", builder.add(new Relu(), y)).build();
      Compiler compiler = Compiler.forVectors(bits);
      assertArrayEquals(run(compiler.without(ID), graph), run(compiler, graph));
    }
  }

  private static float[] run(Compiler compiler, Graph graph) {
    Context context = compiler.compile(graph).context(1);
    Differential.leaves(graph, 1).forEach(context::setInput);
    context.run(2);
    return context.output("y").floats();
  }

  /// A convolution of 20 to 32 channels over an image of these extents.
  private Node convolution(int window, int... extents) {
    Shape x = Shape.of(extents).inserted(0, Dim.of(20)).batched();
    Shape w = Shape.of(32, 20);
    for (int d = 0; d < extents.length; d++) {
      w = w.inserted(2, Dim.of(window));
    }
    int number = inputs++;
    return g.add(Convolution.plain(extents.length), g.input("x" + number, new TensorType(DType.F32, x)),
        g.input("w" + number, new TensorType(DType.F32, w)));
  }

  /// The extents of the axes that the last step's result is written by.
  private List<String> resultAxes(Node y) {
    var nest = Compiler.forVectors(512).translate(g.output("y", y).build()).loops().getLast();
    return nest.structure().write().stream().map(w -> nest.structure().axes().get(w.asVar()).extent().toString()).toList();
  }
}
