package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Concatenations whose producers write into their slice, and slices that are read in place, with gradients: in every code form what the
/// reference evaluator says, and the same bits in all of them.
@Tag("any-width") // goes through the widths itself
class ConcatInPlaceTest {
  private static final int BATCH = 2;
  private static final double F32 = 2e-5;
  private static final double F64 = 1e-12;

  private record Case(String name, Shape input, BiFunction<Net, Node, Node> body) {}

  private static List<Case> cases() {
    return List.of(
        new Case("inception, whole blocks", Shape.of(16, 4, 3), (n, x) -> n.inception(x, 16, 32, 16, 16)),
        new Case("inception, the last part ends within a block", Shape.of(16, 4, 3), (n, x) -> n.inception(x, 16, 32, 16, 5)),
        new Case("inception, parts within blocks", Shape.of(3, 4, 5), (n, x) -> n.inception(x, 8, 12, 3, 17)),
        new Case("inception from merged sibling convolutions", Shape.of(16, 3, 4), (n, x) -> n.merged(x, 16, 32, 16)),
        new Case("merged, parts within blocks", Shape.of(16, 3, 4), (n, x) -> n.merged(x, 8, 24, 9)),
        new Case("dense block, whole blocks", Shape.of(16, 4, 3), (n, x) -> n.denseBlock(x, 16)),
        new Case("dense block, parts within blocks", Shape.of(3, 5, 4), (n, x) -> n.denseBlock(x, 12)),
        new Case("along time, with a halo", Shape.of(16, 9), (n, x) -> n.conv(n.concat(2, n.conv(x, 16, 3), n.conv(x, 16, 1), x), 16, 3)),
        new Case("along two dimensions", Shape.of(16, 4, 3), (n, x) -> n.conv(n.concat(2, n.concat(1, n.conv(x, 16, 3), n.conv(x, 16, 1)),
            n.concat(1, n.conv(x, 16, 1), n.conv(x, 16, 3))), 16, 3)),
        new Case("features", Shape.of(19), (n, x) -> n.dense(n.concat(1, n.dense(x, 32), n.dense(x, 16), n.dense(x, 7)), 5)),
        new Case("a part in two concatenations", Shape.of(16, 4, 3), Net::twice),
        new Case("a part twice in one", Shape.of(16, 4, 3), (n, x) -> {
          Node y = n.conv(x, 16, 3);
          return n.conv(n.concat(1, y, n.conv(x, 16, 1), y), 16, 3);
        }),
        new Case("a part that is an output, and a leaf", Shape.of(16, 4, 3), (n, x) -> {
          Node y = n.conv(x, 16, 3);
          n.g.output("part", y);
          return n.conv(n.concat(1, y, x, n.conv(x, 16, 1)), 16, 3);
        }),
        new Case("zeros beside a part", Shape.of(16, 4, 3), (n, x) -> {
          Node y = n.conv(x, 16, 3);
          Node padded = n.g.add(new Pad(List.of(0, 3, 0, 0), List.of(0, 13, 0, 0)), y);
          return n.g.add(new Add(), n.concat(1, y, n.conv(x, 16, 1)), padded);
        }),
        new Case("the concatenation is the result", Shape.of(16, 4, 3), (n, x) -> n.concat(1, n.conv(x, 16, 3), n.conv(x, 9, 1))),
        new Case("views among the parts", Shape.of(16, 4, 3), (n, x) -> {
          Node y = n.conv(x, 48, 3);
          return n.conv(n.concat(1, n.slice(y, 16, 32), n.pool(n.slice(y, 32, 48)), n.slice(y, 3, 8)), 16, 3);
        }));
  }

  @TestFactory
  Stream<DynamicTest> valuesAndGradients() {
    return cases().stream().flatMap(c -> Stream.of(DType.F32, DType.F64)
        .map(dtype -> dynamicTest(c.name() + ", " + dtype.text(), () -> agree(c, dtype))));
  }

  private static void agree(Case c, DType dtype) {
    Graph graph = graph(c, dtype);
    var leaves = new LinkedHashMap<String, NdArray>();
    graph.inputs().forEach(n -> leaves.put(((Input) n.op()).name(), random(n.type(), leaves.size())));
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    var agreement = new Agreement(dtype == DType.F32 ? F32 : F64, 0);
    var problems = new ArrayList<String>();
    Map<String, NdArray> first = CodeForm.number(0).run(graph, leaves, BATCH);
    first.forEach((name, value) -> agreement.check(name, expected.get(name), value).ifPresent(problems::add));
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
    for (int form = 1; form < CodeForm.VECTOR_BITS.size(); form++) {
      CodeForm code = CodeForm.number(form);
      assertEquals(first, code.run(graph, leaves, BATCH), () -> "scalar code, and " + code);
    }
  }

  /// The result and the gradients of all leaves, for a cotangent that is the result itself.
  private static Graph graph(Case c, DType dtype) {
    var g = new GraphBuilder("concat");
    Node x = g.input("x", new TensorType(dtype, c.input().batched()));
    var net = new Net(g, new ArrayList<>(List.of(x)));
    Node y = c.body().apply(net, x);
    g.output("y", y);
    List<Node> gradients = Gradient.of(y, y, net.leaves(), g);
    for (int i = 0; i < gradients.size(); i++) {
      g.output("d" + i, gradients.get(i));
    }
    return g.build();
  }

  private static NdArray random(TensorType type, int stream) {
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(BATCH)));
    var random = new Philox(5, stream, 0);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.uniform(i) - 0.5);
    }
    return array;
  }

  /// A graph as it grows, and its leaves so far.
  private record Net(GraphBuilder g, List<Node> leaves) {
    Node weight(TensorType like, int... extents) {
      Node weight = g.input("w" + leaves.size(), like.shaped(Shape.of(extents)));
      leaves.add(weight);
      return weight;
    }

    /// A convolution that keeps the size, and its activation.
    Node conv(Node x, int filters, int kernel) {
      int spatial = x.type().rank() - 2;
      int[] extents = new int[spatial + 2];
      Arrays.fill(extents, kernel);
      extents[0] = filters;
      extents[1] = x.type().shape().extent(1);
      List<Integer> one = Collections.nCopies(spatial, 1);
      List<Integer> padding = Collections.nCopies(spatial, kernel / 2);
      var op = new Convolution(one, padding, padding, one, one, 1, 1);
      return g.add(new Tanh(), g.add(op, x, weight(x.type(), extents)));
    }

    Node dense(Node x, int units) {
      return g.add(new Tanh(), g.add(new Linear(), x, weight(x.type(), units, x.type().shape().extent(1))));
    }

    Node pool(Node x) {
      return g.add(new MaxPool(Window.of(List.of(3, 3), List.of(1, 1), List.of(1, 1), false)), x);
    }

    Node concat(int axis, Node... parts) {
      return g.add(new Concat(axis), parts);
    }

    Node slice(Node x, int from, int to) {
      return g.add(new Slice(1, from, to, 1), x);
    }

    Node inception(Node x, int a, int b, int c, int d) {
      Node wide = concat(1, conv(x, a, 1), conv(conv(x, 16, 1), b, 3), conv(conv(x, 7, 1), c, 3), conv(pool(x), d, 1));
      return conv(concat(1, conv(wide, a, 1), conv(wide, b, 3)), 16, 1);
    }

    /// One contraction for three branches, its slices read by two of them, and the next layer reading a slice of everything.
    Node merged(Node x, int a, int b, int c) {
      Node m = conv(x, a + b + c, 1);
      Node wide = concat(1, m, conv(slice(m, a, a + b), b, 3), conv(slice(m, a + b, a + b + c), c, 3), pool(slice(m, 0, a)));
      return conv(slice(wide, a + b, 2 * (a + b)), 16, 3);
    }

    Node denseBlock(Node x, int growth) {
      Node y = g.add(new Relu(), conv(x, growth, 1));
      for (int layer = 0; layer < 3; layer++) {
        y = concat(1, y, conv(g.add(new Relu(), y), growth, 3));
      }
      return conv(y, 16, 3);
    }

    Node twice(Node x) {
      Node y = conv(x, 16, 3);
      Node z = conv(x, 32, 1);
      return g.add(new Add(), conv(concat(1, y, z), 16, 3), conv(concat(1, z, y), 16, 1));
    }
  }
}
