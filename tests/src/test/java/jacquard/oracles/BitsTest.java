package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.DType;
import jacquard.ir.Dim;
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
import jacquard.ir.graph.State;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Small networks with their gradients and an update give the same bits in scalar code and in vectors of 128, 256 and 512 bits, on 1
/// to 3 threads; and they agree with the reference evaluator.
///
/// Extents stand around multiples of the lane counts, so that full vectors and rests both occur.
@Tag("any-width") // goes through the widths itself
class BitsTest {
  private static final int CLASSES = 5;
  private static final Agreement F64 = new Agreement(1e-11, 1e-12);
  private static final Agreement F32 = new Agreement(2e-5, 1e-6);

  private record Case(String name, int batch, Shape input, UnaryOperator<Net> body) {}

  private static final List<Case> CASES = List.of(
      new Case("conv tanh max-pool dense", 3, Shape.of(1, 12, 12),
          n -> n.conv(6, 1, 0, 1, 3, 3).op(new Tanh()).maxPool(2).dense(CLASSES)),
      new Case("conv relu conv avg-pool dense", 2, Shape.of(3, 9, 9),
          n -> n.conv(16, 1, 1, 1, 3, 3).op(new Relu()).conv(17, 2, 1, 1, 3, 3).avgPool(2).dense(CLASSES)),
      new Case("grouped conv, leaky relu, softplus", 4, Shape.of(8, 7, 5),
          n -> n.conv(8, 1, 1, 4, 3, 3).op(new LeakyRelu(0.1)).conv(24, 2, 0, 2, 2, 1).op(new Softplus(1)).dense(CLASSES)),
      new Case("conv1d elu", 5, Shape.of(2, 33), n -> n.conv(9, 1, 2, 1, 5).op(new Elu(1)).maxPool(3).dense(CLASSES)),
      new Case("conv3d tanh", 2, Shape.of(2, 5, 4, 6), n -> n.conv(8, 1, 1, 1, 3, 3, 3).op(new Tanh()).avgPool(2).dense(CLASSES)),
      new Case("dense tanh dense", 17, Shape.of(31), n -> n.dense(33).op(new Tanh()).dense(CLASSES)),
      new Case("softmax, reductions that keep their axis", 7, Shape.of(19), n -> n.dense(15).reduced().dense(CLASSES)));

  @TestFactory
  Stream<DynamicTest> networks() {
    return CASES.stream().flatMap(c -> Stream.of(DType.F32, DType.F64)
        .map(dtype -> dynamicTest(c.name() + ", " + dtype.text(), () -> check(c, dtype))));
  }

  /// Sums over the images of a few channels that fill no block: lanes and threads both run along the only axis of the result.
  @TestFactory
  Stream<DynamicTest> sumsOfAFewChannels() {
    return Stream.of(52, 44, 32, 4).map(from -> dynamicTest(from + " to " + (from + 8), () -> {
      var g = new GraphBuilder("sums");
      Node x = g.input("x", TensorType.f32(1, 3, 60, 60));
      Node maps = g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), x, g.state("w", TensorType.f32(60, 3, 3, 3)));
      Node part = g.add(new Slice(1, from, from + 8, 1), g.add(new Relu(), maps));
      Graph graph = g.output("maps", maps).output("sums", g.add(new ReduceSum(List.of(0, 2, 3), false), part)).build();
      Map<String, NdArray> leaves = leaves(graph, 1);
      Map<String, NdArray> scalar = new CodeForm(0, 1).run(graph, leaves, 1);
      for (int number = 0; number < CodeForm.VECTOR_BITS.size() * CodeForm.MAX_THREADS; number++) {
        CodeForm form = CodeForm.number(number);
        assertEquals(scalar, form.run(graph, leaves, 1), () -> "scalar code on one thread, and " + form);
      }
    }));
  }

  private static void check(Case c, DType dtype) {
    Graph graph = Net.graph(c, dtype);
    Map<String, NdArray> leaves = leaves(graph, c.batch());
    Map<String, NdArray> scalar = new CodeForm(0, 1).run(graph, leaves, c.batch());
    var problems = new ArrayList<String>();
    Agreement agreement = dtype == DType.F64 ? F64 : F32;
    Evaluator.run(graph, leaves).forEach((name, value) -> agreement.check(name, value, scalar.get(name)).ifPresent(problems::add));
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));

    for (int bits : CodeForm.VECTOR_BITS) {
      var program = new CodeForm(bits, 1).compile(graph);
      for (int threads = 1; threads <= CodeForm.MAX_THREADS; threads++) {
        var form = new CodeForm(bits, threads);
        assertEquals(scalar, form.run(program, graph, leaves, c.batch()), () -> "scalar code on one thread, and " + form);
      }
    }
  }

  private static Map<String, NdArray> leaves(Graph graph, int batch) {
    var leaves = new LinkedHashMap<String, NdArray>();
    Stream.concat(graph.inputs().stream(), graph.states().stream()).forEach(node -> {
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(batch)));
      var random = new Philox(1, leaves.size(), 0);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, value.dtype().isFloat() ? random.normal(i) / 2 : random.uniform(i) * CLASSES);
      }
      leaves.put(node.op() instanceof Input input ? input.name() : ((State) node.op()).name(), value);
    });
    return leaves;
  }

  /// A network as it grows: the value so far, and the parameters met on the way.
  private static final class Net {
    private static final double RATE = 0.1;

    private final GraphBuilder g;
    private final List<Node> parameters;
    private final Node y;

    private Net(GraphBuilder g, List<Node> parameters, Node y) {
      this.g = g;
      this.parameters = parameters;
      this.y = y;
    }

    static Graph graph(Case c, DType dtype) {
      var g = new GraphBuilder("net");
      Node x = g.input("x", new TensorType(dtype, c.input().batched()));
      Node labels = g.input("labels", new TensorType(DType.I32, Shape.of(List.of(Dim.BATCH))));
      Net net = c.body().apply(new Net(g, new ArrayList<>(), x));
      Node loss = g.add(new CrossEntropy(0.1, LossReduction.MEAN), net.y, labels);
      g.output("loss", loss).output("logits", net.y);
      List<Node> wrt = Stream.concat(net.parameters.stream(), Stream.of(x)).toList();
      List<Node> gradients = Gradient.of(loss, g.scalar(dtype, 1), wrt, g);
      for (int p = 0; p < net.parameters.size(); p++) {
        Node parameter = net.parameters.get(p);
        g.next(parameter, g.add(new Sub(), parameter, g.add(new Mul(), g.scalar(dtype, RATE), gradients.get(p))));
        g.output("gradient" + p, gradients.get(p));
      }
      return g.output("gradient of x", gradients.getLast()).build();
    }

    private Net with(Node value) {
      return new Net(g, parameters, value);
    }

    private Node parameter(Shape shape) {
      Node parameter = g.state("p" + parameters.size(), new TensorType(y.type().dtype(), shape));
      parameters.add(parameter);
      return parameter;
    }

    private static List<Integer> times(int rank, int value) {
      return Collections.nCopies(rank, value);
    }

    Net op(Op op) {
      return with(g.add(op, y));
    }

    /// Kernel extents come last, one per spatial dimension.
    Net conv(int filters, int stride, int padding, int groups, int... kernel) {
      int rank = kernel.length;
      Shape weight = Shape.of(filters, y.type().shape().extent(1) / groups);
      Shape perMap = Shape.of(filters);
      for (int d = 0; d < rank; d++) {
        weight = weight.inserted(2 + d, Dim.of(kernel[d]));
        perMap = perMap.inserted(1 + d, Dim.of(1));
      }
      var op = Convolution.of(times(rank, stride), times(rank, padding), times(rank, 1), groups);
      Node maps = g.add(op, y, parameter(weight));
      return with(g.add(new Add(), maps, g.add(new Reshape(perMap), parameter(Shape.of(filters)))));
    }

    private Window window(int size) {
      int rank = y.type().rank() - 2;
      return Window.of(times(rank, size), times(rank, size), times(rank, 0), false);
    }

    Net maxPool(int size) {
      return op(new MaxPool(window(size)));
    }

    Net avgPool(int size) {
      return op(new AvgPool(window(size), false));
    }

    Net dense(int units) {
      int features = Math.toIntExact(y.type().shape().size(1));
      Node flat = g.add(new Reshape(Shape.of(List.of(Dim.BATCH, Dim.of(features)))), y);
      return with(g.add(new Linear(), flat, parameter(Shape.of(units, features)), parameter(Shape.of(units))));
    }

    /// `softmax(y) + eʸ · max(−eʸ) − Σ y · min eʸ`, each reduction along the features: a largest value below and a smallest above 0,
    /// so that one that starts from 0 shows.
    Net reduced() {
      List<Integer> features = List.of(1);
      Node exp = g.add(new Exp(), y);
      Node max = g.add(new ReduceMax(features, true), g.add(new Neg(), exp));
      Node min = g.add(new ReduceMin(features, true), exp);
      Node sum = g.add(new ReduceSum(features, true), y);
      Node first = g.add(new Add(), g.add(new Softmax(1), y), g.add(new Mul(), exp, max));
      return with(g.add(new Sub(), first, g.add(new Mul(), sum, min)));
    }
  }
}
