package jacquard.api.fn;

import jacquard.api.network.Term;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Custom;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The graphs of a function: inputs `x0`, `x1` …, output `y`; of its derivatives also `t0` … (tangents) or `c` (a cotangent) in, and `d0` …
/// (one per argument) or `t` (the tangent of `y`) out.
public record FnGraphs(List<TensorType> types, Graph value) {
  static final String RESULT = "y";
  static final String COTANGENT = "c";
  static final String TANGENT = "t";
  static final String GRADIENT = "d";

  public FnGraphs {
    types = List.copyOf(types);
  }

  /// Runs `body` once, symbolically.
  public static FnGraphs of(List<TensorType> types, Function<List<Term>, Term> body) {
    Loc here = Loc.ofCaller();
    if (types.isEmpty()) {
      throw UserError.of("fn/arguments").problem("a function needs an argument").at(here).build();
    }
    var g = new GraphBuilder("fn");
    Term y = body.apply(inputs(g.at(here), types, k -> Custom.INPUT + k));
    if (y.graph() != g) {
      throw UserError.of("fn/foreign").problem("the function returns a value of another function").at(here)
          .fix("return what was computed from the lambda's arguments").build();
    }
    return new FnGraphs(types, g.output(RESULT, y.node()).build());
  }

  public static List<Term> inputs(GraphBuilder g, List<TensorType> types, IntFunction<String> names) {
    return IntStream.range(0, types.size()).mapToObj(k -> new Term(g, g.input(names.apply(k), types.get(k)))).toList();
  }

  public TensorType result() {
    return value.output().type();
  }

  /// `y` and `d0` ….
  Graph gradient() {
    requireScalar();
    var g = GraphBuilder.continuing(value);
    return outputs(g, Gradient.of(value.output(), g.scalar(result().dtype(), 1), value.inputs(), g));
  }

  /// The gradient by one argument as a function.
  public FnGraphs derivative(int argument) {
    requireScalar();
    if (argument < 0 || argument >= types.size() || !types.get(argument).dtype().isFloat()) {
      throw UserError.of("fn/arguments").problem("there is no derivative by argument %d", argument).at(Loc.ofCaller()).got("%s", types)
          .expected("the number of a floating-point argument, from 0").build();
    }
    var g = GraphBuilder.continuing(value);
    Node d = Gradient.of(value.output(), g.scalar(result().dtype(), 1), List.of(value.inputs().get(argument)), g).getFirst();
    return new FnGraphs(types, g.output(RESULT, d).build());
  }

  /// `c` in, `d0` … out.
  Graph vjp() {
    var g = GraphBuilder.continuing(value);
    return outputs(g, Gradient.of(value.output(), g.input(COTANGENT, result()), value.inputs(), g));
  }

  /// `t0` … in, `t` out: the derivative by `u` of `Σ k ⟨uᵀ·J_k, t_k⟩`, which is linear in `u`.
  Graph jvp() {
    var g = GraphBuilder.continuing(value);
    Node one = g.scalar(result().dtype(), 1);
    Node u = g.add(new BroadcastTo(result().shape()), one);
    Node product = product(g, Gradient.of(value.output(), u, value.inputs(), g));
    Node tangent = Gradient.of(product, g.scalar(product.type().dtype(), 1), List.of(u), g).getFirst();
    return g.output(TANGENT, tangent).build();
  }

  /// `t0` … in, `d0` … out.
  Graph hvp() {
    requireScalar();
    var g = GraphBuilder.continuing(value);
    Node product = product(g, Gradient.of(value.output(), g.scalar(result().dtype(), 1), value.inputs(), g));
    return outputs(g, Gradient.of(product, g.scalar(product.type().dtype(), 1), value.inputs(), g));
  }

  /// `Σ k ⟨gradients_k, t_k⟩` over the floating-point arguments.
  private Node product(GraphBuilder g, List<Node> gradients) {
    Node sum = null;
    for (int k = 0; k < types.size(); k++) {
      Node tangent = g.input(TANGENT + k, types.get(k));
      if (types.get(k).dtype().isFloat()) {
        List<Integer> axes = IntStream.range(0, types.get(k).rank()).boxed().toList();
        Node part = g.add(new ReduceSum(axes, false), g.add(new Mul(), gradients.get(k), tangent));
        sum = added(g, sum, part);
      }
    }
    return sum != null ? sum : g.scalar(result().dtype(), 0);
  }

  private static Node added(GraphBuilder g, @Nullable Node sum, Node part) {
    return sum == null ? part : g.add(new Add(), sum, part);
  }

  private Graph outputs(GraphBuilder g, List<Node> gradients) {
    for (int k = 0; k < gradients.size(); k++) {
      g.output(GRADIENT + k, Objects.requireNonNull(gradients.get(k)));
    }
    return g.build();
  }

  private void requireScalar() {
    if (!result().shape().equals(Shape.SCALAR) || !result().dtype().isFloat()) {
      throw UserError.of("fn/scalar").problem("the gradient of a function needs a number as its result").at(Loc.ofCaller())
          .got("%s", result()).expected("a floating-point scalar")
          .fix("sum the result, or give a cotangent: vjp(arguments, cotangent)").build();
    }
  }
}
