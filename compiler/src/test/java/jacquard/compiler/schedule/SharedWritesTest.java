package jacquard.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Threads never share out loops of which two points write the same element.
class SharedWritesTest {
  private static LoopNest poolingGradient(int stride) {
    var g = new GraphBuilder("pool");
    Node x = g.input("x", new TensorType(DType.F64, Shape.of(8, 9, 9).batched()));
    List<Integer> ones = List.of(1, 1);
    Node y = g.add(new MaxPool(new Window(List.of(3, 3), List.of(stride, stride), ones, ones, ones, false)), x);
    g.output("dx", Gradient.of(y, g.input("dy", y.type()), List.of(x), g).getFirst());
    return Compiler.forVectors(0).translate(g.build()).loops().getLast();
  }

  @Test
  void overlappingWindowsAreSharedOutByExampleAndChannel() {
    assertEquals(2, poolingGradient(2).schedule().parallel());
  }

  @Test
  void windowsSideBySideAreSharedOutByRowToo() {
    assertEquals(3, poolingGradient(3).schedule().parallel());
  }
}
