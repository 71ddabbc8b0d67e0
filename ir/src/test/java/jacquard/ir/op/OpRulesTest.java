package jacquard.ir.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.DerivedAdjoint;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import jacquard.ir.text.RoundTrip;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Corners of single ops and of differentiation that the general tests keep away from.
final class OpRulesTest {
  private final GraphBuilder g = new GraphBuilder("rules");

  private double[] run(String output, Map<String, NdArray> leaves) {
    NdArray value = Evaluator.run(RoundTrip.check(g.build()), leaves).get(output).cast(DType.F64);
    return value.doubles();
  }

  @Test
  void aCastGivesTheCotangentItsOperandsType() {
    Node x = g.input("x", TensorType.f32(2));
    Node y = g.add(new Cast(DType.F64), x);
    Node dy = g.input("dy", y.type());
    g.output("written", Gradient.of(y, dy, List.of(x), g).getFirst());
    g.output("derived", DerivedAdjoint.of(y, dy, g).getFirst());
    assertEquals(x.type(), g.build().outputs().get("written").type());
    var leaves = Map.of("x", NdArray.of(Shape.of(2), 1f, 2f), "dy", NdArray.of(Shape.of(2), 0.1, 0.2));
    assertArrayEquals(new double[] {0.1f, 0.2f}, run("written", leaves));
    assertArrayEquals(new double[] {0.1f, 0.2f}, run("derived", leaves));
  }

  @Test
  void theSlopeOfReluAtZeroIsZeroHoweverItIsDerived() {
    Node x = g.input("x", TensorType.f64(3));
    Node y = g.add(new Relu(), x);
    Node dy = g.input("dy", y.type());
    g.output("written", Gradient.of(y, dy, List.of(x), g).getFirst());
    g.output("derived", DerivedAdjoint.of(y, dy, g).getFirst());
    g.output("y", y);
    var leaves = Map.of("x", NdArray.of(Shape.of(3), -1.0, 0, 2), "dy", NdArray.of(Shape.of(3), 3.0, 3, 3));
    assertArrayEquals(new double[] {0, 0, 3}, run("written", leaves));
    assertArrayEquals(new double[] {0, 0, 3}, run("derived", leaves));
    assertEquals(Double.NaN, Evaluator.run(g.build(), Map.of("x", NdArray.of(Shape.of(3), Double.NaN, 0, 0), "dy", leaves.get("dy")))
        .get("y").get(0));
  }

  @Test
  void equalMaximaAndMinimaShareTheSlope() {
    Node x = g.input("x", TensorType.f64(2, 4));
    Node dy = g.input("dy", TensorType.f64(2));
    for (Reduction op : List.of(new ReduceMax(List.of(1), false), new ReduceMin(List.of(1), false))) {
      g.output(op.getClass().getSimpleName(), Gradient.of(g.add(op, x), dy, List.of(x), g).getFirst());
    }
    var leaves = Map.of("x", NdArray.of(Shape.of(2, 4), 3.0, 1, 3, 1, Double.NaN, 5, 2, Double.NaN), "dy", NdArray.of(Shape.of(2), 6.0, 8));
    assertArrayEquals(new double[] {3, 0, 3, 0, 4, 0, 0, 4}, run("ReduceMax", leaves));
    assertArrayEquals(new double[] {0, 3, 0, 3, 4, 0, 0, 4}, run("ReduceMin", leaves));
  }

  @Test
  void anOperandUsedTwiceByACompositeCountsTwiceNotFourTimes() {
    Node x = g.input("x", TensorType.f64(1, 1));
    Node y = g.add(new Linear(), x, x);
    g.output("dx", Gradient.of(y, g.constant(NdArray.of(Shape.of(1, 1), 1.0)), List.of(x), g).getFirst());
    assertArrayEquals(new double[] {6}, run("dx", Map.of("x", NdArray.of(Shape.of(1, 1), 3.0))));
  }

  @Test
  void differentiatingLeavesTheBuildersLocation() {
    Node x = g.input("x", TensorType.f64(1));
    Node y = g.at(Loc.at("Layer.java", 1)).add(new Tanh(), x);
    Loc here = Loc.at("Loss.java", 2);
    g.at(here);
    Node dx = Gradient.of(y, x, List.of(x), g).getFirst();
    assertEquals(Loc.at("Layer.java", 1), dx.loc());
    assertSame(here, g.loc());
  }

  @Test
  void dilatedAveragesCountWhatTheyRead() {
    var window = new Window(List.of(3), List.of(1), List.of(2), List.of(2), List.of(2), false);
    Node x = g.input("x", TensorType.f64(1, 1, 4));
    g.output("inside", g.add(new AvgPool(window, false), x)).output("all", g.add(new AvgPool(window, true), x));
    var leaves = Map.of("x", NdArray.of(Shape.of(1, 1, 4), 1.0, 1, 1, 1));
    assertArrayEquals(new double[] {1, 1, 1, 1}, run("inside", leaves));
    assertArrayEquals(new double[] {2 / 3.0, 2 / 3.0, 2 / 3.0, 2 / 3.0}, run("all", leaves), 1e-15);
  }

  @Test
  void axesCountFromZeroAndAreSorted() {
    Node x = g.input("x", TensorType.f64(2, 3));
    assertEquals("reduce_sum/axis", error(new ReduceSum(List.of(-1), false), x));
    assertEquals("reduce_mean/axis", error(new ReduceMean(List.of(1, 1), false), x));
    assertEquals("softmax/axis", error(new Softmax(-1), x));
    assertEquals("slice/axis", error(new Slice(-1, 0, 1, 1), x));
  }

  @Test
  void onlyFixedExtentsAreDividedIntoGroups() {
    Node x = g.input("x", new TensorType(DType.F64, Shape.of(4, 5).batched()));
    Node w = g.input("w", TensorType.f64(2, 4, 3));
    List<Integer> one = Collections.nCopies(1, 1);
    assertEquals("convolution/batch", error(new Convolution(one, one, one, one, one, 1, 2), x, w));
    Node late = g.add(new Transpose(List.of(1, 2, 0)), x);
    assertEquals("max_pool/batch", error(new MaxPool(Window.of(List.of(2), one, List.of(0), false)), late));
  }

  @Test
  void oneDimensionDependsOnTheBatchSize() {
    Node perExample = g.input("a", new TensorType(DType.F64, Shape.SCALAR.batched()));
    Node x = g.input("x", new TensorType(DType.F64, Shape.of(3).batched()));
    assertEquals("add/batch", error(new Add(), g.add(new Reshape(Shape.of(1).batched()), perExample), perExample));
    assertEquals("mat_mul/batch", error(new MatMul(), x, g.add(new Transpose(List.of(1, 0)), x)));
  }

  private String error(Op op, Node... inputs) {
    return assertThrows(UserError.class, () -> g.add(op, inputs)).code();
  }
}
