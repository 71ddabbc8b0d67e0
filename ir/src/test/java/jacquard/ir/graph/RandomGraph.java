package jacquard.ir.graph;

import static jacquard.ir.loop.Scalar.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Well-typed graphs drawn from a list of numbers, so that a shorter list (as jqwik shrinks it) is a smaller graph.
///
/// Each step applies one op to values made before, with new state as weights where the op takes some.
public final class RandomGraph {
  private static final int BATCH = 2;
  /// Larger values are not built upon, so that the evaluator stays fast.
  private static final int LARGEST = 150;
  private static final Loc[] PLACES = {Loc.UNKNOWN, Loc.at("Net.java", 7), Loc.at("Net.java", 41).inLayer("conv1"),
      Loc.at("My \"Net\".java", 3).inLayer("block 1/é").merge(Loc.at("B.kt", 9))};

  private final Iterator<Integer> choices;
  private final GraphBuilder g = new GraphBuilder("random");
  private final List<Node> pool = new ArrayList<>();
  private final List<Node> weights = new ArrayList<>();

  private RandomGraph(List<Integer> choices) {
    this.choices = choices.iterator();
  }

  /// A graph with its last two values as outputs.
  public static Graph of(List<Integer> choices) {
    RandomGraph random = built(choices);
    random.g.output("y", random.pool.getLast());
    if (random.pool.size() > 3) {
      random.g.output("another result", random.pool.get(random.pool.size() - 2));
    }
    return random.g.build();
  }

  /// The sum of the last value with its gradients, as the next values of the weights and further outputs.
  public static Graph gradient(List<Integer> choices) {
    RandomGraph random = built(choices);
    GraphBuilder g = random.g;
    Node y = random.pool.getLast();
    Node loss = g.add(new ReduceSum(IntStream.range(0, y.type().rank()).boxed().toList(), false), y);
    var wrt = new ArrayList<>(random.weights);
    wrt.addAll(g.build().inputs());
    List<Node> gradients = Gradient.of(loss, g.scalar(DType.F64, 1), wrt, g);
    for (int i = 0; i < wrt.size(); i++) {
      if (i < random.weights.size()) {
        g.next(wrt.get(i), g.add(new Sub(), wrt.get(i), gradients.get(i)));
      } else {
        g.output("d" + i, gradients.get(i));
      }
    }
    return g.output("loss", loss).build();
  }

  /// Values for the inputs and states of `graph`.
  public static java.util.Map<String, NdArray> leaves(Graph graph) {
    var leaves = new LinkedHashMap<String, NdArray>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input || node.op() instanceof State) {
        NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(BATCH)));
        var random = new Philox(leaves.size(), 0, 0);
        for (int i = 0; i < value.size(); i++) {
          value.set(i, random.normal(i));
        }
        leaves.put(node.op() instanceof Input in ? in.name() : ((State) node.op()).name(), value);
      }
    }
    return leaves;
  }

  private static RandomGraph built(List<Integer> choices) {
    var random = new RandomGraph(choices);
    random.pool.add(random.g.input("x", new TensorType(DType.F64, Shape.of(2, 4).batched())));
    random.pool.add(random.g.input("my image", new TensorType(DType.F64, Shape.of(2, 4, 3).batched())));
    while (random.choices.hasNext()) {
      random.g.at(PLACES[random.choose(PLACES.length)]);
      random.step(random.pool.get(random.pool.size() - 1 - random.choose(random.pool.size())))
          .filter(n -> n.type().shape().size(1) <= LARGEST).ifPresent(random.pool::add);
    }
    return random;
  }

  private int choose(int bound) {
    return choices.hasNext() ? Math.floorMod(choices.next(), bound) : 0;
  }

  private Optional<Node> step(Node x) {
    int rank = x.type().rank();
    try {
      return switch (choose(10)) {
        case 0 -> Optional.of(g.add(pick(new Tanh(), new Sigmoid(), new Relu(), new Neg(), new Softplus(1), new LeakyRelu(0.1),
            new Square()), x));
        case 1 -> Optional.of(g.add(pick(new Add(), new Mul(), new Sub(), new Maximum()), x, pool.get(choose(pool.size()))));
        case 2 -> Optional.of(g.add(pick(new Add(), new Div(), new Minimum()), x, constant(x)));
        case 3 -> rank == 0 ? Optional.empty() : Optional.of(reduction(x));
        case 4 -> rank == 0 ? Optional.empty() : Optional.of(view(x));
        case 5 -> rank < 2 || last(x).perBatch() ? Optional.empty() : Optional.of(product(x));
        case 6 -> rank < 3 || x.type().shape().dim(1).perBatch() ? Optional.empty() : Optional.of(convolution(x));
        case 7 -> rank < 3 ? Optional.empty() : Optional.of(pool(x));
        case 8 -> Optional.of(map(x));
        default -> rank == 0 ? Optional.empty() : Optional.of(g.add(pick(new Softmax(rank - 1), new LogSoftmax(choose(rank))), x));
      };
    } catch (UserError doesNotFit) {
      return Optional.empty();
    }
  }

  private Op pick(Op... ops) {
    return ops[choose(ops.length)];
  }

  private static Dim last(Node x) {
    return x.type().shape().dim(x.type().rank() - 1);
  }

  private Node weight(int... extents) {
    Node weight = g.state(weights.isEmpty() ? "conv1.weight" : "weight " + weights.size(), TensorType.f64(extents));
    weights.add(weight);
    return weight;
  }

  private Node constant(Node x) {
    int extent = x.type().rank() == 0 || last(x).perBatch() || last(x).count() > ConstantData.INLINE_ELEMENTS ? 1 : last(x).count();
    NdArray values = NdArray.zeros(TensorType.f64(extent));
    for (int i = 0; i < extent; i++) {
      values.set(i, 1 + i / 3.0);
    }
    return g.constant(values);
  }

  private Node reduction(Node x) {
    List<Integer> axes = List.of(choose(x.type().rank()));
    boolean keep = choose(2) == 1;
    return g.add(pick(new ReduceSum(axes, keep), new ReduceMean(axes, keep), new ReduceMax(axes, keep), new ReduceMin(axes, keep)), x);
  }

  private Node view(Node x) {
    Shape shape = x.type().shape();
    int rank = shape.rank();
    int axis = choose(rank);
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(order, rank - 1, axis);
    List<Integer> none = Collections.nCopies(rank, 0);
    var some = new ArrayList<>(none);
    some.set(axis, choose(4) - 1);
    Shape flat = shape.dim(0).perBatch() ? Shape.of((int) shape.size(1)).batched() : Shape.of((int) shape.size(1));
    int extent = shape.dim(axis).count();
    return g.add(pick(new Reshape(flat), new Transpose(order), new Slice(axis, extent / 2, extent, 1 + choose(2)), new Pad(none, some),
        new Reverse(List.of(axis)), new BroadcastTo(shape.inserted(0, Dim.of(2)))), x);
  }

  private Node product(Node x) {
    int k = last(x).count();
    int n = 1 + choose(3);
    return choose(2) == 0 ? g.add(new MatMul(), x, weight(k, n)) : g.add(new Linear(), x, weight(n, k), weight(n));
  }

  private Node convolution(Node x) {
    int d = x.type().rank() - 2;
    int channels = x.type().shape().extent(1);
    int groups = choose(3) == 0 ? channels : 1;
    int[] w = new int[d + 2];
    java.util.Arrays.fill(w, 1 + choose(3));
    w[0] = groups * (1 + choose(2));
    w[1] = channels / groups;
    return g.add(new Convolution(Collections.nCopies(d, 1 + choose(2)), Collections.nCopies(d, choose(3) - 1),
        Collections.nCopies(d, choose(3)), Collections.nCopies(d, 1 + choose(2)), Collections.nCopies(d, 1 + choose(2)), groups, 1),
        x, weight(w));
  }

  private Node pool(Node x) {
    int d = x.type().rank() - 2;
    var window =
        Window.of(Collections.nCopies(d, 2), Collections.nCopies(d, 1 + choose(2)), Collections.nCopies(d, choose(2)), choose(2) == 1);
    return g.add(pick(new MaxPool(window), new AvgPool(window, true), new AvgPool(window, false)), x);
  }

  private Node map(Node x) {
    Scalar body = switch (choose(3)) {
      case 0 -> read(0).times(Scalar.constant(1).minus(read(0).times(read(0))));
      case 1 -> Scalar.select(read(0).compare(CompareFn.GT, Scalar.constant(-0.5)), read(0), Scalar.constant(0.1));
      default -> read(0).minus(Scalar.constant(1e-3)).negated().apply(UnaryFn.SIN).dividedBy(new Scalar.Count(Dim.BATCH));
    };
    return g.add(new jacquard.ir.op.elementwise.Map(body, DType.F64), x);
  }
}
