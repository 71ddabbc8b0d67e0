package jacquard.api.train;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.api.network.Term;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Updates as nodes. An update is first written in a graph of its own; from there each next value comes over as one elementwise node that
/// holds the whole chain, so that a parameter and each of its slots are read and written in one pass over memory.
///
/// Numbers (rank 0) an update computes for a parameter that is none are nodes of their own, shared by all parameters.
public final class UpdateGraph {
  /// Chains longer than this are cut: an operand used twice is written out twice.
  private static final int LONGEST = 100;

  private record Shared(Op op, List<Node> operands) {}

  private final GraphBuilder g;
  private final Node learningRate;
  private final Node step;
  private final Node loss;
  private final GraphBuilder draft = new GraphBuilder("update");
  private final Map<Node, Node> drafts = new IdentityHashMap<>();
  private final Map<Node, Node> real = new IdentityHashMap<>();
  private final Map<Node, Integer> lengths = new IdentityHashMap<>();
  private final Map<Node, Node> written = new IdentityHashMap<>();
  private final Map<Shared, Node> shared = new HashMap<>();

  public UpdateGraph(GraphBuilder g, Node learningRate, Node step, Node loss) {
    this.g = g;
    this.learningRate = learningRate;
    this.step = step;
    this.loss = loss;
  }

  public Node learningRate() {
    return learningRate;
  }

  public Node step() {
    return step;
  }

  public Node state(String name, TensorType type) {
    return g.state(name, type);
  }

  /// `node` in the draft.
  public Term read(Node node) {
    return new Term(draft, drafts.computeIfAbsent(node, n -> {
      Node leaf = draft.input("r" + real.size(), n.type());
      real.put(leaf, n);
      return leaf;
    }));
  }

  public boolean isWritten(Node state) {
    return written.containsKey(state);
  }

  /// Gives `state` its next value, which stays the old one where the loss is not finite; the value it takes.
  public Term next(Node state, Term value) {
    Node node = value.node();
    if (value.graph() != draft || !node.type().equals(state.type()) || isWritten(state)) {
      throw UserError.of("optimizer/update").problem("this cannot be a state's next value").at(Loc.ofCaller())
          .got("%s%s", value.type(), isWritten(state) ? ", a second one" : "")
          .expected("one %s, computed from what the update reads", state.type())
          .fix("broadcast it: parameter().times(0).plus(value)").build();
    }
    var f = new Formula(g, state.type().dtype());
    Node next = f.node(kept(f, operand(node, node, f), state));
    written.put(state, next);
    g.next(state, next);
    return read(next);
  }

  /// Gives `statistic` the value a layer computed, a node of the real graph.
  public void set(Node statistic, Node value) {
    var f = new Formula(g, loss.type().dtype());
    g.next(statistic, f.node(kept(f, f.of(value), statistic)));
  }

  /// `value` where the loss is finite, else the old one.
  private Scalar kept(Formula f, Scalar value, Node old) {
    double largest = loss.type().dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return Scalar.select(f.of(loss).apply(UnaryFn.ABS).compare(CompareFn.LE, constant(largest)), value, f.of(old));
  }

  /// The draft's `node` as part of the formula of `whole`.
  private Scalar operand(Node node, Node whole, Formula f) {
    if (!real.containsKey(node)) {
      if (node.op() instanceof Constant c && node.type().rank() == 0 && node.type().dtype().isFloat()) {
        return literal(node.type().dtype(), c.data().value().orElseThrow());
      }
      boolean joins = node.op() instanceof Elementwise && node.type().shape().equals(whole.type().shape()) && length(node) <= LONGEST;
      if (joins || node == whole && node.op() instanceof Elementwise) {
        return ((Elementwise) node.op()).body(node.inputs().stream().map(i -> operand(i, whole, f)).toList());
      }
    }
    return f.of(real(node));
  }

  /// The shortest decimal that rounds to the constant, as it was probably written.
  private static Scalar literal(DType dtype, NdArray value) {
    return constant(dtype == DType.F32 ? Double.parseDouble(Float.toString((float) value.get(0))) : value.get(0));
  }

  /// The number of elementwise ops `node` is written out as, at most one more than a formula holds.
  private int length(Node node) {
    Integer known = lengths.get(node);
    if (known == null) {
      boolean chain = node.op() instanceof Elementwise && !real.containsKey(node);
      int operands = node.inputs().stream().mapToInt(this::length).filter(l -> l <= LONGEST).reduce(0, Math::addExact);
      known = chain ? Math.min(LONGEST + 1, 1 + operands) : 0;
      lengths.put(node, known);
    }
    return known;
  }

  /// The draft's `node` as a node of the real graph.
  private Node real(Node node) {
    Node known = real.get(node);
    if (known == null) {
      known = copied(node);
      real.put(node, known);
    }
    return known;
  }

  private Node copied(Node node) {
    if (node.op() instanceof Elementwise) {
      DType dtype = node.type().dtype();
      var f = new Formula(g, dtype);
      Scalar body = operand(node, node, f);
      return shared.computeIfAbsent(new Shared(new jacquard.ir.op.elementwise.Map(body, dtype), f.operands()), s -> f.node(body));
    }
    List<Node> operands = node.inputs().stream().map(this::real).toList();
    return shared.computeIfAbsent(new Shared(node.op(), operands), s -> g.add(node.op(), operands));
  }
}
