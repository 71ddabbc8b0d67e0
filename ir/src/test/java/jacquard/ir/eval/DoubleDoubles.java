package jacquard.ir.eval;

import jacquard.ir.NdArray;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Evaluates a graph of sums, products, quotients, roots and extrema in pairs of doubles, good for some 100 bits: f64 is measured by it.
///
/// Source   Dekker 1971, "A floating-point technique for extending the available precision".
public final class DoubleDoubles {
  /// The numbers `hi + lo`.
  public record Pair(double[] hi, double[] lo, int[] extents) {}

  private final Map<String, Pair> leaves;
  private final int batch;
  private final Map<Node, Pair> values = new IdentityHashMap<>();

  private DoubleDoubles(Map<String, Pair> leaves, int batch) {
    this.leaves = leaves;
    this.batch = batch;
  }

  /// The outputs of `graph` by name.
  public static Map<String, Pair> run(Graph graph, Map<String, NdArray> leaves) {
    var given = new LinkedHashMap<String, Pair>();
    int batch = Evaluator.batch(graph, leaves);
    leaves.forEach((name, value) -> given.put(name, exact(value)));
    var evaluation = new DoubleDoubles(given, batch);
    var result = new LinkedHashMap<String, Pair>();
    graph.outputs().forEach((name, node) -> result.put(name, evaluation.value(node)));
    return result;
  }

  /// `value`, with nothing in the second numbers.
  public static Pair exact(NdArray value) {
    var hi = new double[value.size()];
    Arrays.setAll(hi, value::get);
    return new Pair(hi, new double[hi.length], value.shape().at(1));
  }

  private Pair value(Node node) {
    Pair known = values.get(node);
    if (known == null) {
      known = switch (node.op()) {
        case LeafOp leaf when leaf instanceof Constant c -> exact(c.data().value().orElseThrow());
        case LeafOp leaf -> leaves.get(Evaluator.name(leaf));
        case CompositeOp op -> composite(op, node);
        case StructuredOp op -> structured(op, node);
      };
      values.put(node, known);
    }
    return known;
  }

  private Pair composite(CompositeOp op, Node node) {
    var g = new GraphBuilder("expansion");
    var inputs = new ArrayList<Node>();
    var given = new LinkedHashMap<String, Pair>();
    for (Node input : node.inputs()) {
      String name = "x" + inputs.size();
      inputs.add(g.input(name, input.type()));
      given.put(name, value(input));
    }
    return new DoubleDoubles(given, batch).value(op.expand(inputs, g));
  }

  private Pair structured(StructuredOp op, Node node) {
    Structure s = op.structure(node.operands());
    List<Pair> operands = node.inputs().stream().map(this::value).toList();
    int[] extents = node.type().shape().bound(batch).at(1);
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    var result = new Pair(new double[size], new double[size], extents);
    Arrays.fill(result.hi, s.combine().identity());
    int[] index = new int[s.axes().size()];
    int[] bounds = s.axes().stream().mapToInt(a -> a.extent().at(batch)).toArray();
    var arithmetic = new PairArithmetic(s, operands, index, batch);
    do {
      int at = offset(s.write(), index, extents);
      boolean skipped = s.reads().stream().anyMatch(r -> r.outside() == Access.Outside.SKIP
          && offset(r.map(), index, operands.get(r.operand()).extents) < 0);
      if (at >= 0 && !skipped) {
        arithmetic.combine(result, at);
      }
    } while (advance(index, bounds));
    return result;
  }

  private static boolean advance(int[] index, int[] bounds) {
    for (int a = bounds.length - 1; a >= 0; a--) {
      if (++index[a] < bounds[a]) {
        return true;
      }
      index[a] = 0;
    }
    return false;
  }

  /// Row-major; -1 outside.
  static int offset(List<IndexExpr> map, int[] index, int[] extents) {
    int offset = 0;
    for (int d = 0; d < extents.length; d++) {
      IndexExpr expr = map.get(d);
      int i = expr.isVar() ? index[expr.asVar()] : expr.at(a -> index[a]);
      if (i < 0 || i >= extents[d]) {
        return -1;
      }
      offset = offset * extents[d] + i;
    }
    return offset;
  }
}
