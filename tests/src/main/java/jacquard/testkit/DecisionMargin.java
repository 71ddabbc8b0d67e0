package jacquard.testkit;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.reduction.ReduceMin;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How close a graph comes to deciding the other way: the smallest distance of any comparison, maximum, absolute value or floor from
/// the point where it changes over. Below it a difference quotient, or another rounding, may take the other branch.
///
/// The distances are structures of their own beside the deciding ones, so the reference evaluator computes them as it computes the
/// graph. Two sides that are both exactly 0 do not count: zeros of padding and of `relu` are exact in every precision, and which way
/// such a tie goes is part of the ops' meaning.
public final class DecisionMargin {
  private static final Scalar NONE = Scalar.constant(Double.POSITIVE_INFINITY);
  private static final Scalar ZERO = Scalar.constant(0);

  private final GraphBuilder g;
  private final List<Node> margins = new ArrayList<>();

  private DecisionMargin(GraphBuilder g) {
    this.g = g;
  }

  /// The smallest distance in `graph` at `leaves`; infinite where nothing is decided, NaN where a distance is.
  public static double of(Graph graph, Map<String, NdArray> leaves) {
    var margin = new DecisionMargin(new GraphBuilder("margins"));
    var copies = new IdentityHashMap<Node, Node>();
    graph.nodes().forEach(n -> copies.put(n, margin.copy(n, n.inputs().stream().map(copies::get).toList())));
    IntStream.range(0, margin.margins.size()).forEach(i -> margin.g.output("m" + i, margin.margins.get(i)));
    return Evaluator.run(margin.g.build(), leaves).values().stream().mapToDouble(m -> m.get(0)).reduce(Double.POSITIVE_INFINITY, Math::min);
  }

  private Node copy(Node node, List<Node> inputs) {
    if (!(node.op() instanceof CompositeOp composite)) {
      return examined(g.append(node.op(), inputs, node.type(), node.loc()));
    }
    int before = g.build().nodes().size();
    Node result = composite.expand(inputs, g);
    // What the expansion is made of may itself be composite.
    List<Node> made = g.build().nodes();
    for (Node inner : List.copyOf(made.subList(before, made.size()))) {
      if (inner.op() instanceof CompositeOp) {
        copy(inner, inner.inputs());
      } else {
        examined(inner);
      }
    }
    return result;
  }

  private Node examined(Node node) {
    if (node.op() instanceof StructuredOp op) {
      Structure s = op.structure(node.operands());
      for (Scalar distance : distances(s.body(), s, node)) {
        measure(s.withWrite(List.of()).withCombine(Combine.MIN).withBody(distance).withoutEpilogue(), node, Shape.SCALAR);
      }
      for (Scalar distance : distances(s.epilogue(), s, node)) {
        measure(s.withEpilogue(s.reads(), distance), node, node.type().shape());
      }
      switch (s.combine()) {
        case MAX, FIRST_MAX -> runnerUp(s, node, Combine.MAX, Combine.FIRST_MAX, Double.NEGATIVE_INFINITY);
        case MIN, FIRST_MIN -> runnerUp(s, node, Combine.MIN, Combine.FIRST_MIN, Double.POSITIVE_INFINITY);
        case ASSIGN, SUM, PRODUCT -> { }
      }
    }
    return node;
  }

  private void measure(Structure distance, Node node, Shape shape) {
    Node measured = g.append(new Generic(distance, new TensorType(DType.F64, shape)), node.inputs(), new TensorType(DType.F64, shape),
        node.loc());
    smallest(measured);
  }

  private void smallest(Node distances) {
    margins.add(g.add(new ReduceMin(IntStream.range(0, distances.type().rank()).boxed().toList(), false), distances));
  }

  /// The distance of the best value from the second best, the winner left out by its position.
  private void runnerUp(Structure s, Node node, Combine best, Combine first, double least) {
    TensorType real = new TensorType(DType.F64, node.type().shape());
    TensorType position = real.typed(DType.I64);
    Structure bare = s.withoutEpilogue();
    Node winners = g.append(new Generic(bare.withCombine(first), position), node.inputs(), position, node.loc());
    Node values = g.append(new Generic(bare.withCombine(best), real), node.inputs(), real, node.loc());
    var reads = new ArrayList<>(s.reads());
    reads.add(Access.of(node.inputs().size(), s.write()));
    Scalar won = Scalar.read(reads.size() - 1).compare(CompareFn.EQ, new Scalar.Index(s.position()));
    Structure second = bare.withReads(reads).withCombine(best).withBody(Scalar.select(won, Scalar.constant(least), s.body()));
    var operands = new ArrayList<>(node.inputs());
    operands.add(winners);
    Node seconds = g.append(new Generic(second, real), operands, real, node.loc());
    smallest(g.add(new jacquard.ir.op.elementwise.Map(distance(Scalar.read(0), Scalar.read(1)), DType.F64), values, seconds));
  }

  /// The distance of every decision in `expr` from its turning point.
  private static List<Scalar> distances(Scalar expr, Structure s, Node node) {
    var found = new ArrayList<Scalar>();
    if (expr instanceof Scalar.Compare(var fn, var l, var r) && (real(l, s, node) || real(r, s, node))) {
      found.add(distance(l, r));
    } else if (expr instanceof Scalar.Binary(var fn, var l, var r) && (fn == BinaryFn.MAX || fn == BinaryFn.MIN)) {
      found.add(distance(l, r));
    } else if (expr instanceof Scalar.Unary(var fn, var of) && fn == UnaryFn.ABS) {
      found.add(distance(of, ZERO));
    } else if (expr instanceof Scalar.Unary(var fn, var of) && fn == UnaryFn.FLOOR && real(of, s, node)) {
      found.add(fromInteger(of));
    } else if (expr instanceof Scalar.Cast(var to, var of) && !to.isFloat() && real(of, s, node) && !(of instanceof Scalar.Compare)) {
      found.add(fromInteger(of));
    }
    children(expr).forEach(child -> found.addAll(distances(child, s, node)));
    return found;
  }

  private static Scalar distance(Scalar l, Scalar r) {
    Scalar bothZero = new Scalar.Binary(BinaryFn.AND, l.compare(CompareFn.EQ, ZERO), r.compare(CompareFn.EQ, ZERO));
    return Scalar.select(bothZero, NONE, new Scalar.Unary(UnaryFn.ABS, new Scalar.Binary(BinaryFn.SUB, l, r)));
  }

  private static Scalar fromInteger(Scalar x) {
    Scalar fraction = x.minus(x.apply(UnaryFn.FLOOR));
    return new Scalar.Binary(BinaryFn.MIN, fraction, Scalar.constant(1).minus(fraction));
  }

  /// Whether `expr` depends on a number that rounding may change. What is rounded down decides by itself, and is exact afterwards.
  private static boolean real(Scalar expr, Structure s, Node node) {
    return switch (expr) {
      case Scalar.Read(int access) -> node.input(s.reads().get(access).operand()).type().dtype().isFloat();
      case Scalar.Acc() -> true;
      case Scalar.Unary(var fn, var of) when fn == UnaryFn.FLOOR -> false;
      case Scalar.Cast(var to, var of) when !to.isFloat() -> false;
      default -> children(expr).stream().anyMatch(child -> real(child, s, node));
    };
  }

  /// The expressions that `expr` is made of, whatever its kind.
  private static List<Scalar> children(Scalar expr) {
    var children = new ArrayList<Scalar>();
    for (RecordComponent component : expr.getClass().getRecordComponents()) {
      try {
        if (component.getAccessor().invoke(expr) instanceof Scalar child) {
          children.add(child);
        }
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return children;
  }
}
