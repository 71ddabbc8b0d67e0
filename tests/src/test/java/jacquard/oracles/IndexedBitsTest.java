package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCases;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.index.SamplePadding;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.text.LoopText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What reads or writes through indices, and what draws random numbers, with its gradients: the same bits in every code form, and in
/// agreement with the reference evaluator. Sizes are such that the loops are divided among threads.
@Tag("any-width") // goes through the widths itself
class IndexedBitsTest {
  private static final Agreement F64 = new Agreement(1e-11, 1e-12);
  private static final Agreement F32 = new Agreement(2e-5, 1e-6);
  private static final int BATCH = 5;
  private static final TensorType SEED = new TensorType(DType.I64, Shape.SCALAR);

  private record Case(String name, Op op, List<Shape> floats, List<TensorType> others, int largestIndex) {}

  private static final List<Case> CASES = List.of(
      new Case("embedding", new Gather(0), List.of(Shape.of(19, 33)), List.of(index(Shape.of(41).batched())), 19),
      new Case("embedding, indices out of range", new Gather(0), List.of(Shape.of(7, 16)), List.of(index(Shape.of(64).batched())), 11),
      new Case("gather of examples", new Gather(2), List.of(Shape.of(9, 20, 31).batched()), List.of(index(Shape.of(17))), 20),
      new Case("gather_elements", new GatherElements(1), List.of(Shape.of(65, 33).batched()),
          List.of(index(Shape.of(33, 33).batched())), 65),
      new Case("max_unpool", new MaxUnpool(List.of(14, 18)), List.of(Shape.of(17, 7, 9).batched()),
          List.of(index(Shape.of(17, 7, 9).batched())), 260),
      new Case("grid_sample", new GridSample(SamplePadding.BORDER, false),
          List.of(Shape.of(17, 9, 8).batched(), Shape.of(11, 9, 2).batched()),
          List.of(), 1),
      new Case("deformable_convolution", new DeformableConvolution(List.of(1, 1), List.of(1, 1), List.of(1, 1), 2, 2, true),
          List.of(Shape.of(16, 9, 8).batched(), Shape.of(36, 9, 8).batched(), Shape.of(32, 8, 3, 3), Shape.of(18, 9, 8).batched()),
          List.of(), 1),
      new Case("dropout", new Dropout(0.3, 2, false), List.of(Shape.of(17, 33, 9).batched()), List.of(SEED, SEED), 5),
      new Case("dropout of maps", new Dropout(0.5, 7, true), List.of(Shape.of(33, 17, 9).batched()), List.of(SEED, SEED), 5));

  private static TensorType index(Shape shape) {
    return new TensorType(DType.I32, shape);
  }

  @TestFactory
  Stream<DynamicTest> sameBits() {
    return CASES.stream().flatMap(c -> Stream.of(DType.F32, DType.F64)
        .map(dtype -> dynamicTest(c.name() + ", " + dtype.text(), () -> check(graph(c, dtype), c.largestIndex(), dtype))));
  }

  /// Every small case of ops that index, with first and second derivatives, compiled.
  @TestFactory
  Stream<DynamicTest> smallCases() {
    List<String> ops = List.of("gather", "gather_elements", "one_hot", "max_unpool", "grid_sample", "deformable_convolution", "dropout",
        "stop_gradient", "custom", "generic");
    return OpCases.all().filter(c -> ops.contains(c.op().mnemonic())).map(c -> dynamicTest(c.name(), () -> small(c)));
  }

  private static void small(OpCase c) {
    var g = new GraphBuilder("small");
    Node y = c.node(g);
    g.output("y", y);
    var leaves = new LinkedHashMap<>(c.operands());
    if (y.type().dtype().isFloat()) {
      List<Node> x = y.inputs().stream().filter(i -> i.type().dtype().isFloat()).distinct().toList();
      Node cotangent = g.input("cotangent", y.type());
      leaves.put("cotangent", c.array(y.type(), OpCase.Values.SIGNED, 60));
      outputs(g, "first", x, Gradient.of(y, cotangent, x, g));
      if (!x.isEmpty()) {
        Node slope = Gradient.of(y, cotangent, x, g).getFirst();
        Node square = g.add(new ReduceSum(IntStream.range(0, slope.type().rank()).boxed().toList(), false), g.add(new Mul(), slope, slope));
        outputs(g, "second", x, Gradient.of(square, g.scalar(DType.F64, 1), x, g));
      }
    }
    agree(g.build(), leaves, c.batch(), F64);
  }

  private static void outputs(GraphBuilder g, String name, List<Node> x, List<Node> gradients) {
    for (int k = 0; k < x.size(); k++) {
      g.output(name + k, gradients.get(k));
    }
  }

  /// The result through tanh, and the gradients of all that is differentiable.
  private static Graph graph(Case c, DType dtype) {
    var g = new GraphBuilder("indexed");
    var operands = new ArrayList<Node>();
    c.floats().forEach(shape -> operands.add(g.input("x" + operands.size(), new TensorType(dtype, shape))));
    List<Node> x = List.copyOf(operands);
    c.others().forEach(type -> operands.add(g.input("x" + operands.size(), type)));
    Node y = g.add(new Tanh(), g.add(c.op(), operands));
    g.output("y", y);
    outputs(g, "gradient", x, Gradient.of(y, g.input("dy", y.type()), x, g));
    return g.build();
  }

  private static void check(Graph graph, int largestIndex, DType dtype) {
    var leaves = new LinkedHashMap<String, NdArray>();
    for (Node node : graph.inputs()) {
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(BATCH)));
      var random = new Philox(3, leaves.size(), 0);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, value.dtype().isFloat() ? random.normal(i) / 2 : Math.floor(random.uniform(i) * (largestIndex + 2)) - 1);
      }
      leaves.put(((Input) node.op()).name(), value);
    }
    agree(graph, leaves, BATCH, dtype == DType.F64 ? F64 : F32);
  }

  private static void agree(Graph graph, Map<String, NdArray> leaves, int batch, Agreement agreement) {
    Map<String, NdArray> scalar = new CodeForm(0, 1).run(graph, leaves, batch);
    var problems = new ArrayList<String>();
    Evaluator.run(graph, leaves).forEach((name, value) -> agreement.check(name, value, scalar.get(name)).ifPresent(problems::add));
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
    for (int bits : CodeForm.VECTOR_BITS) {
      var program = new CodeForm(bits, 1).compile(graph);
      for (int threads = 1; threads <= CodeForm.MAX_THREADS; threads++) {
        var form = new CodeForm(bits, threads);
        assertEquals(scalar, form.run(program, graph, leaves, batch), () -> "scalar code on one thread, and " + form);
      }
    }
  }

  /// The decisions are those of [Philox], whatever the type, with all 64 bits of the seed.
  @Test
  void dropoutDrawsFromPhilox() {
    long seed = 0x123456789ABCDEFL;
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      var g = new GraphBuilder("mask");
      TensorType type = new TensorType(dtype, Shape.of(3, 4).batched());
      Node y = g.add(new Dropout(0.25, 9, false), g.input("x", type), g.input("seed", SEED), g.input("step", SEED));
      Graph graph = g.output("y", y).build();
      TensorType bound = type.shaped(Shape.of(2, 3, 4));
      Map<String, NdArray> leaves = Map.of("x", NdArray.filled(bound, 1), "seed", NdArray.of(Shape.SCALAR, seed), "step",
          NdArray.of(Shape.SCALAR, 77L));
      double kept = dtype == DType.F32 ? (float) (1 / 0.75) : 1 / 0.75;
      var random = new Philox(seed, 9, 77);
      double[] expected = IntStream.range(0, 24).mapToDouble(i -> random.uniform24(i) < 0.25 ? 0 : kept).toArray();
      assertArrayEquals(expected, Evaluator.run(graph, leaves).get("y").cast(DType.F64).doubles());
      assertArrayEquals(expected, new CodeForm(512, 2).run(graph, leaves, 2).get("y").cast(DType.F64).doubles());
    }
  }

  /// Views in front of table and index, and a scatter after; none is copied but the reshaped index.
  @Test
  void viewsAroundAGather() {
    var g = new GraphBuilder("views");
    Node table = g.input("x0", new TensorType(DType.F64, Shape.of(33, 6)));
    Node index = g.input("x1", index(Shape.of(12).batched()));
    Node rows = g.add(new Gather(0), g.add(new Transpose(List.of(1, 0)), table), g.add(new Reshape(Shape.of(3, 4).batched()), index));
    g.output("y", rows).output("gradient", Gradient.of(rows, g.input("dy", rows.type()), List.of(table), g).getFirst());
    check(g.build(), 6, DType.F64);
  }

  /// A mask is a nest of its own: the convolution before it keeps its lanes, and one mask serves both directions.
  @Test
  void dropoutLeavesTheConvolutionItsLanes() {
    var g = new GraphBuilder("conv");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(16, 8, 8).batched()));
    Node w = g.state("w", new TensorType(DType.F32, Shape.of(32, 16, 3, 3)));
    Node h = g.add(new Tanh(), g.add(Convolution.plain(2), x, w));
    Node y = g.add(new Dropout(0.5, 0, false), h, g.input("seed", SEED), g.input("step", SEED));
    g.output("y", y).output("dw", Gradient.of(y, g.input("dy", y.type()), List.of(w), g).getFirst());
    var nests = Compiler.forVectors(512).translate(g.build()).loops();
    assertEquals(1, nests.stream().filter(n -> LoopText.print(n).contains("random(")).count());
    assertTrue(nests.stream().filter(n -> n.schedule().tile().isPresent()).count() >= 2, () -> LoopText.print(nests));
  }

  @Test
  void oneHotOfExamples() {
    var g = new GraphBuilder("one hot");
    g.output("y", g.add(new OneHot(37, DType.F32), g.input("x0", index(Shape.of(11).batched()))));
    check(g.build(), 37, DType.F32);
  }
}
