package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compiler;
import jacquard.compiler.WinogradSettings;
import jacquard.compiler.WinogradSettings.Tile;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Convolutions over tiles, asked for: the same bits in scalar code and vectors of every width on 1 to 3 threads, and what the reference
/// evaluator gives, with constant weights.
///
/// Maps that tiles fill and maps that they do not, channels that fill blocks and channels that do not, and all that may follow: bias and
/// function, a residual, a concatenation, pooling, another convolution.
@Tag("any-width") // goes through the widths itself
final class WinogradBitsTest {
  private static final int BATCH = 2;
  private static final double F32 = 1e-4;
  private static final double F64 = 1e-12;

  private record Case(String name, Shape input, Layers layers) {}

  private interface Layers {
    Node of(Net net, Node x);
  }

  private static final List<Case> CASES = List.of(
      new Case("whole tiles and blocks", Shape.of(16, 8, 8), (n, x) -> n.relu(n.conv(x, 32, 1))),
      new Case("a part of a tile", Shape.of(32, 9, 7), (n, x) -> n.relu(n.conv(n.relu(n.conv(x, 16, 1)), 16, 1))),
      new Case("without padding, channels that fill no block", Shape.of(5, 11, 10), (n, x) -> n.relu(n.conv(x, 7, 0))),
      new Case("wide padding", Shape.of(16, 6, 6), (n, x) -> n.conv(x, 16, 2)),
      new Case("residual", Shape.of(16, 10, 6),
          (n, x) -> n.relu(n.g.add(new Add(), n.conv(n.relu(n.conv(x, 16, 1)), 16, 1), n.conv(x, 16, 1)))),
      new Case("concatenation, then pooling", Shape.of(16, 8, 8), (n, x) -> n.pool(n.g.add(new Concat(1), n.relu(n.conv(x, 16, 1)),
          n.relu(n.conv(n.relu(n.conv(x, 32, 1)), 32, 1))))));

  @TestFactory
  Stream<DynamicTest> bitsAreTheSame() {
    return CASES.stream().flatMap(c -> Stream.of(Tile.TWO, Tile.FOUR).map(tile -> {
      DType dtype = (CASES.indexOf(c) + tile.ordinal()) % 3 == 0 ? DType.F64 : DType.F32;
      return DynamicTest.dynamicTest("%s, %s, tiles of %s".formatted(c.name, dtype.text(), tile), () -> check(c, dtype, tile));
    }));
  }

  private static void check(Case c, DType dtype, Tile tile) {
    Graph graph = graph(c, dtype);
    Map<String, NdArray> leaves = leaves(graph);
    var settings = WinogradSettings.all(tile);
    Map<String, NdArray> scalar = new CodeForm(0, 1).run(Compiler.forVectors(0).winograd(settings).compile(graph), graph, leaves, BATCH);
    Evaluator.run(graph, leaves).forEach((name, value) -> assertClose(name, value, scalar.get(name), dtype == DType.F32 ? F32 : F64));
    for (int bits : CodeForm.VECTOR_BITS) {
      var program = Compiler.forVectors(bits).winograd(settings).compile(graph);
      for (int threads = 1; threads <= CodeForm.MAX_THREADS; threads++) {
        var form = new CodeForm(bits, threads);
        assertEquals(scalar, form.run(program, graph, leaves, BATCH), () -> "scalar code on one thread, and " + form);
      }
    }
  }

  private static void assertClose(String name, NdArray expected, NdArray got, double tolerance) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      worst = Math.max(worst, Math.abs(expected.get(i) - got.get(i)));
    }
    double error = worst / largest;
    assertTrue(error <= tolerance, () -> "%s: %.2e".formatted(name, error));
  }

  private static Graph graph(Case c, DType dtype) {
    var g = new GraphBuilder("tiles");
    Node x = g.input("x", new TensorType(dtype, c.input.batched()));
    return g.output("y", c.layers.of(new Net(g, dtype, new ArrayList<>()), x)).build();
  }

  private static Map<String, NdArray> leaves(Graph graph) {
    var leaves = new LinkedHashMap<String, NdArray>();
    graph.inputs().forEach(node -> {
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(BATCH)));
      fill(value, leaves.size());
      leaves.put(((Input) node.op()).name(), value);
    });
    return leaves;
  }

  private static void fill(NdArray value, int stream) {
    var random = new Philox(3, stream, 0);
    for (int i = 0; i < value.size(); i++) {
      value.set(i, random.normal(i) / 4);
    }
  }

  private record Net(GraphBuilder g, DType dtype, List<Node> parameters) {
    private Node weights(Shape shape) {
      var type = new TensorType(dtype, shape);
      NdArray value = NdArray.zeros(type);
      fill(value, 100 + parameters.size());
      Node w = g.constant(value);
      parameters.add(w);
      return w;
    }

    Node conv(Node x, int filters, int padding) {
      Node y = g.add(Convolution.of(List.of(1, 1), List.of(padding, padding), List.of(1, 1), 1), x,
          weights(Shape.of(filters, x.type().shape().extent(1), 3, 3)));
      return g.add(new Add(), y, g.add(new Reshape(Shape.of(filters, 1, 1)), weights(Shape.of(filters))));
    }

    Node relu(Node x) {
      return g.add(new Relu(), x);
    }

    Node pool(Node x) {
      return g.add(new MaxPool(Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false)), x);
    }
  }
}
