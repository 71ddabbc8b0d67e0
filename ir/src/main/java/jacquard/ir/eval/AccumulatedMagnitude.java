package jacquard.ir.eval;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What rounding is measured against: the graph evaluated with every term replaced by its absolute value.
///
///     |a + b| -> |a| + |b|     a · b -> |a| · |b|     Σ -> Σ     max -> max     f(x) -> max(|f(x)|, |f'(x)| · |x|)
///
/// Where each operation errs by a rounding or two of its result, an element errs by about as many roundings of its accumulated magnitude as
/// a path through the graph has operations, and a sum of `n` terms by `log2 n` or `n` more, as it is added up. Against the value itself
/// nothing can be said, for terms may cancel; against the magnitude the bound holds whatever the scales of inputs and weights. A quotient
/// counts what rounding of its divisor does, `a / b -> |a| · |b| / b²`. Positions and truth values have themselves as magnitude.
///
/// Structured ops and composites, by their expansion; not those with an epilogue, which passes alone make.
/// Source   Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.3, running error analysis.
public final class AccumulatedMagnitude {
  private final Map<String, NdArray> leaves;
  private final Map<String, NdArray> magnitudes;
  private final int batch;
  private final Map<Node, NdArray> values = new IdentityHashMap<>();
  private final Map<Node, NdArray> sizes = new IdentityHashMap<>();

  private AccumulatedMagnitude(Map<String, NdArray> leaves, Map<String, NdArray> magnitudes, int batch) {
    this.leaves = leaves;
    this.magnitudes = magnitudes;
    this.batch = batch;
  }

  /// A value for each output by name, followed by those of next states under `next:NAME`, as [Evaluator#run] names them; in f64.
  public static Map<String, NdArray> of(Graph graph, Map<String, NdArray> leaves) {
    var evaluation = new AccumulatedMagnitude(leaves, Map.of(), Evaluator.batch(graph, leaves));
    var result = new LinkedHashMap<String, NdArray>();
    graph.outputs().forEach((name, node) -> result.put(name, evaluation.size(node)));
    graph.next().forEach((state, node) -> result.put("next:" + ((State) state.op()).name(), evaluation.size(node)));
    return result;
  }

  private NdArray size(Node root) {
    var stack = new ArrayList<>(List.of(root));
    while (!stack.isEmpty()) {
      Node node = stack.getLast();
      List<Node> missing = node.inputs().stream().filter(i -> !sizes.containsKey(i)).toList();
      if (missing.isEmpty()) {
        stack.removeLast();
        if (!sizes.containsKey(node)) {
          compute(node);
        }
      } else {
        stack.addAll(missing);
      }
    }
    return known(sizes, root);
  }

  private void compute(Node node) {
    switch (node.op()) {
      case LeafOp leaf -> {
        NdArray value = Evaluator.leaf(leaf, leaves, batch);
        values.put(node, value);
        NdArray given = magnitudes.get(Evaluator.name(leaf));
        sizes.put(node, given == null ? absolute(value) : given);
      }
      case CompositeOp composite -> composite(composite, node);
      case StructuredOp structured -> structured(structured, node);
    }
  }

  /// The expansion in a graph of its own, its inputs standing for the node's with their magnitudes.
  private void composite(CompositeOp op, Node node) {
    var g = new GraphBuilder("expansion");
    var inputs = new ArrayList<Node>();
    var given = new LinkedHashMap<String, NdArray>();
    var sized = new LinkedHashMap<String, NdArray>();
    for (Node input : node.inputs()) {
      String name = "x" + inputs.size();
      inputs.add(g.input(name, input.type()));
      given.put(name, known(values, input));
      sized.put(name, known(sizes, input));
    }
    var inner = new AccumulatedMagnitude(given, sized, batch);
    Node result = op.expand(inputs, g);
    sizes.put(node, inner.size(result));
    values.put(node, known(inner.values, result));
  }

  private void structured(StructuredOp op, Node node) {
    Structure s = op.structure(node.operands());
    if (s.hasEpilogue()) {
      throw CompilerBug.of("%s has an epilogue, of which no magnitude is known", node);
    }
    TensorType type = node.type().shaped(node.type().shape().bound(batch));
    List<NdArray> operands = node.inputs().stream().map(i -> known(values, i)).toList();
    NdArray value = StructureEvaluator.evaluate(s, type, operands, batch);
    values.put(node, value);
    if (!type.dtype().isFloat()) {
      sizes.put(node, absolute(value));
      return;
    }
    int count = operands.size();
    int reads = s.reads().size();
    var both = new ArrayList<>(operands);
    node.inputs().forEach(i -> both.add(known(sizes, i)));
    var accesses = new ArrayList<>(s.reads());
    s.reads().forEach(r -> accesses.add(new Access(r.operand() + count, r.map(), r.outside())));
    Combine combine = s.combine() == Combine.MIN ? Combine.MAX : s.combine();
    Structure sized = s.withReads(accesses).withCombine(combine).withBody(Magnitude.of(s.body(), reads)).withoutEpilogue();
    sizes.put(node, StructureEvaluator.evaluate(sized, type.typed(DType.F64), both, batch));
  }

  private static NdArray absolute(NdArray value) {
    NdArray size = NdArray.zeros(value.type().typed(DType.F64));
    for (int i = 0; i < size.size(); i++) {
      size.set(i, Math.abs(value.get(i)));
    }
    return size;
  }

  private static NdArray known(Map<Node, NdArray> values, Node node) {
    NdArray value = values.get(node);
    if (value == null) {
      throw CompilerBug.of("%s is used before it is computed", node);
    }
    return value;
  }
}
