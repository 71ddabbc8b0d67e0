package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.Plural;
import jacquard.api.fn.FnGraphs;
import jacquard.api.fn.FnPrograms;
import jacquard.api.network.Term;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Subgraph;
import jacquard.ir.op.Custom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A plain function of arrays with its derivatives, each compiled once, when it is first asked for. Thread-safe; nothing to close.
///
///     f : (x_0, x_1 …) -> y,    J_k = ∂y/∂x_k
///
/// Shapes   the arguments have the types given, without a batch dimension. A gradient has one array per argument, of the argument's type;
///          zeros for integers.
/// Numerics derivatives are reverse mode; a Jacobian-vector product reverses twice (Christianson 1992, "Automatic Hessians by reverse
///          accumulation"). Results are new arrays; arguments are read only while the call runs.
/// Errors   `fn/arguments`, `fn/scalar`, `fn/foreign`, `fn/gradient`, and those of the ops.
///
/// ```java
/// Fn f = Fn.of(List.of(x, w), (x, w) -> x.matMul(w).tanh().square().mean());
/// List<NdArray> gradient = f.gradient(a, b);
/// ```
public final class Fn {
  private static final String TYPES = "the list of argument types";
  private static final String TYPE = "the type of an argument";
  private static final String ARGUMENTS = "the array of arguments";
  private static final String BODY = "the function";

  private final FnGraphs graphs;
  private final FnPrograms programs;

  private Fn(FnGraphs graphs) {
    this.graphs = graphs;
    this.programs = new FnPrograms(graphs);
  }

  /// The value of a function with its gradient.
  public record ValueAndGradient(NdArray value, List<NdArray> gradient) {
    public ValueAndGradient {
      gradient = List.copyOf(gradient);
    }

    public NdArray component1() {
      return value;
    }

    public List<NdArray> component2() {
      return gradient;
    }
  }

  /// The cotangents of a function's arguments, from the arguments, the result and the result's cotangent.
  @FunctionalInterface
  public interface Cotangents {
    List<Value> of(List<Value> arguments, Value result, Value cotangent);
  }

  /// The cotangent of a function's only argument, from the argument, the result and the result's cotangent.
  @FunctionalInterface
  public interface Cotangent {
    Value of(Value argument, Value result, Value cotangent);
  }

  /// A function of one argument.
  public static Fn of(TensorType type, UnaryOperator<Value> body) {
    Check.given(BODY, body);
    return ofList(List.of(Check.given(TYPE, type)), x -> body.apply(x.getFirst()));
  }

  /// A function of two arguments.
  public static Fn of(List<TensorType> types, BinaryOperator<Value> body) {
    Check.given(BODY, body);
    requireCount(Check.given(TYPES, types).size(), 2);
    return ofList(types, x -> body.apply(x.get(0), x.get(1)));
  }

  /// A function of any number of arguments.
  public static Fn ofList(List<TensorType> types, Function<List<Value>, Value> body) {
    return new Fn(FnGraphs.of(Check.all(TYPES, TYPE, types), onTerms(Check.given(BODY, body))));
  }

  private static Function<List<Term>, Term> onTerms(Function<List<Value>, Value> body) {
    return terms -> Check.result("value", body.apply(terms.stream().map(Value::new).toList())).term();
  }

  /// A function with a gradient of its own, used wherever it is differentiated; `backward` itself is differentiated for higher orders.
  ///
  /// Errors: `fn/gradient` where `backward` does not give one cotangent per argument, `custom/constants` where a constant of more than 16
  /// elements is used: make it an argument.
  public static Fn custom(List<TensorType> types, Function<List<Value>, Value> forward, Cotangents backward) {
    Check.given("the gradient", backward);
    Graph f = FnGraphs.of(Check.all(TYPES, TYPE, types), onTerms(Check.given(BODY, forward))).value();
    var all = new ArrayList<>(types);
    all.add(f.output().type());
    all.add(f.output().type());
    var g = new GraphBuilder("backward");
    List<Value> values = FnGraphs.inputs(g, all,
        k -> k < types.size() ? Custom.INPUT + k : k == types.size() ? Custom.RESULT : Custom.COTANGENT).stream().map(Value::new).toList();
    List<Value> cotangents = Check.result("list of values",
        backward.of(values.subList(0, types.size()), values.get(types.size()), values.getLast()));
    if (cotangents.size() != types.size()) {
      throw UserError.of("fn/gradient").problem("the gradient does not go with the arguments").at(Loc.ofCaller())
          .got("%s for %s", Plural.of(cotangents.size(), "cotangent"), Plural.of(types.size(), "argument")).expected("one per argument")
          .build();
    }
    for (int k = 0; k < cotangents.size(); k++) {
      if (Check.result("value", cotangents.get(k)).graph() != g) {
        throw UserError.of("fn/foreign").problem("the gradient returns a value of another function").at(Loc.ofCaller())
            .got("%s for argument %d", cotangents.get(k), k).expected("what is computed from the gradient's own arguments")
            .fix("use the arguments of the gradient in place of values from outside it").build();
      }
      if (!cotangents.get(k).type().equals(types.get(k))) {
        throw UserError.of("custom/text").problem("the gradient gives a cotangent of another type than its argument").at(Loc.ofCaller())
            .got("%s for argument %d", cotangents.get(k), k).expected("%s", types.get(k))
            .fix("a cotangent has its argument's shape: no sum over its dimensions, or one that is broadcast again").build();
      }
      g.output("d" + Custom.INPUT + k, cotangents.get(k).node());
    }
    var op = new Custom(Subgraph.of(f), Subgraph.of(g.build()));
    return ofList(types, x -> Value.of(op, x.toArray(Value[]::new)));
  }

  /// A function of one value of any type with a gradient of its own, for use in networks and other functions:
  ///
  /// ```java
  /// x.apply(Fn.custom(v -> v.exp().plus(1).log(), (v, y, dy) -> dy.times(v.sigmoid())))
  /// ```
  ///
  /// Errors: those of the other `custom`.
  public static UnaryOperator<Value> custom(UnaryOperator<Value> forward, Cotangent backward) {
    Check.given(BODY, forward);
    Check.given("the gradient", backward);
    return x -> custom(List.of(x.type()), v -> forward.apply(v.getFirst()),
        (v, y, dy) -> List.of(Check.result("value", backward.of(v.getFirst(), y, dy)))).invoke(x);
  }

  private static void requireCount(int got, int expected) {
    if (got != expected) {
      throw UserError.of("fn/arguments").problem("the number of arguments is another").at(Loc.ofCaller())
          .got("%s", Plural.of(got, "argument")).expected("%s", Plural.of(expected, "argument")).build();
    }
  }

  /// The types of the arguments.
  public List<TensorType> arguments() {
    return graphs.types();
  }

  /// The type of the result.
  public TensorType result() {
    return graphs.result();
  }

  /// The graph of the value.
  public Graph graph() {
    return graphs.value();
  }

  /// This function inside another one.
  public Value invoke(Value... arguments) {
    requireCount(Check.all(ARGUMENTS, "an argument", arguments).length, arguments().size());
    GraphBuilder g = arguments[0].graph();
    var given = new LinkedHashMap<String, Node>();
    for (int k = 0; k < arguments.length; k++) {
      if (!arguments[k].type().equals(arguments().get(k)) || arguments[k].graph() != g) {
        throw UserError.of("fn/arguments").problem("argument %d does not fit this function", k).at(Loc.ofCaller()).got("%s", arguments[k])
            .expected("%s, of the function being defined", arguments().get(k)).build();
      }
      given.put(Custom.INPUT + k, arguments[k].node());
    }
    Node y = g.inline(graph(), given).get(graph().output());
    return new Value(new Term(g, Objects.requireNonNull(y)));
  }

  /// `f(x)`.
  public NdArray value(NdArray... arguments) {
    return programs.value(Arrays.asList(Check.given(ARGUMENTS, arguments))).getFirst();
  }

  /// `∂f/∂x_k` for every argument, of a function whose result is a scalar.
  ///
  /// Errors: `fn/scalar`.
  public List<NdArray> gradient(NdArray... arguments) {
    return valueAndGradient(arguments).gradient();
  }

  /// Both at the cost of the gradient.
  public ValueAndGradient valueAndGradient(NdArray... arguments) {
    List<NdArray> results = programs.gradient(Arrays.asList(Check.given(ARGUMENTS, arguments)));
    return new ValueAndGradient(results.getFirst(), results.subList(1, results.size()));
  }

  /// The vector-Jacobian product `cᵀ·J_k` for every argument; `cotangent` has the result's type.
  public List<NdArray> vjp(List<NdArray> arguments, NdArray cotangent) {
    return programs.vjp(arguments, cotangent);
  }

  /// The Jacobian-vector product `Σ k J_k·t_k`; the tangents have the arguments' types.
  public NdArray jvp(List<NdArray> arguments, List<NdArray> tangents) {
    return programs.jvp(arguments, tangents).getFirst();
  }

  /// The Hessian-vector product `Σ j ∂²f/∂x_k∂x_j · t_j` for every argument, of a function whose result is a scalar.
  ///
  /// Errors: `fn/scalar`.
  public List<NdArray> hvp(List<NdArray> arguments, List<NdArray> tangents) {
    return programs.hvp(arguments, tangents);
  }

  /// `∂f/∂x_k` as a function of the same arguments, of a function whose result is a scalar; it can be differentiated again.
  ///
  /// Errors: `fn/scalar`.
  public Fn derivative(int argument) {
    return new Fn(graphs.derivative(argument));
  }

  /// `fn (f64[2], f64[2]) -> f64[]`.
  @Override
  public String toString() {
    return "fn " + arguments().stream().map(TensorType::toString).collect(Collectors.joining(", ", "(", ")")) + " -> " + result();
  }
}
