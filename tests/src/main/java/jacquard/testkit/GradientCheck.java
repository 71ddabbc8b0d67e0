package jacquard.testkit;

import jacquard.api.CompiledGraph;
import jacquard.api.Fn;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Gradients against difference quotients, along random directions `v` of one input at a time:
///
/// Each layer is compared by itself first, at the values it has in the network, and one that is wrong is named with its line; where all are
/// right the whole is compared.
///
///     reverse mode      ⟨∂⟨c, y⟩/∂x, v⟩   =   ⟨c, Δy⟩
///     forward product   J·v                =   Δy,     by reversing twice: J·v = ∂⟨Jᵀc, v⟩/∂c
///     with              Δy = (4·D(h/2) − D(h)) / 3,     D(h) = (y(x + h·v) − y(x − h·v)) / 2h
///
/// `h` is 1e-4: the truncation error `h⁴·y⁗'/480` is then below rounding, `2⁻⁵³·y/h ≈ 1e-12`. The function computes in f64.
/// Where the quotients of both sides, or of both steps, disagree the point lies at a kink; that is reported and is no failure, unless
/// nothing else is left to compare.
///
/// ```java
/// GradientCheck.of(model, Loss.crossEntropy()).check();
/// GradientCheck.of((g, x) -> g.add(new MatMul(), x.get(0), x.get(1)), a, b).order(2).compiled(false).check();
/// ```
///
/// Source   Griewank & Walther 2008, "Evaluating Derivatives", sections 3.2 to 3.4; Richardson 1911 for the extrapolation.
public final class GradientCheck {
  private final Graph function;
  private final Map<String, NdArray> given;
  private final Map<String, String> departures;
  private final Settings settings;

  private record Settings(int order, int directions, long seed, int batch, double tolerance, double step, boolean compiled,
      boolean whole, boolean first) {}

  private GradientCheck(Graph function, Map<String, NdArray> given, Map<String, String> departures, Settings settings) {
    this.function = function;
    this.given = given;
    this.departures = departures;
    this.settings = settings;
  }

  /// Of all outputs of `graph` by all its inputs and states of type f64, their values drawn by [Leaves] unless [#at] gives them.
  public static GradientCheck of(Graph graph) {
    return new GradientCheck(graph, Map.of(), Map.of(), new Settings(1, 2, 1, 2, 1e-7, 1e-4, true, true, false));
  }

  /// Of a function at `values`, which name the inputs `x0`, `x1` …
  public static GradientCheck of(SymbolicFunction function, NdArray... values) {
    var g = new GraphBuilder("function");
    List<Node> x = IntStream.range(0, values.length).mapToObj(k -> g.input("x" + k, values[k].type())).toList();
    g.output("y", function.of(g, x));
    var named = new LinkedHashMap<String, NdArray>();
    Arrays.stream(values).forEach(value -> named.put("x" + named.size(), value));
    return of(g.build()).at(named);
  }

  /// Of the loss of `model` by its parameters, at their present values, and by its input.
  public static GradientCheck of(Model model, Loss loss) {
    return of(model.graphs().loss(loss)).at(model.parameters());
  }

  /// Of a function at these arguments.
  public static GradientCheck of(Fn function, NdArray... arguments) {
    var named = new LinkedHashMap<String, NdArray>();
    function.graph().inputs().forEach(input -> named.put(Leaves.name(input), arguments[named.size()]));
    return of(function.graph()).at(named);
  }

  /// Of a layer, or several, on inputs of this shape, as it is in training.
  public static GradientCheck of(Shape input, Network layer) {
    Model model = Model.define("layer", ModelOptions.of(input).dtype(DType.F64), layer);
    return of(model, Loss.of((y, weight) -> y.times(weight)));
  }

  /// Of a loss by outputs of this shape.
  public static GradientCheck of(Loss loss, Shape output) {
    return of(Model.define("loss", ModelOptions.of(output).dtype(DType.F64), x -> x.plus(0)), loss);
  }

  /// Of a training step, forward, backward and update: the new parameters and the optimiser's new state by the old ones.
  public static GradientCheck of(Model model, Loss loss, Optimizer optimizer) {
    Graph step = model.graphs().training(loss, optimizer);
    GraphBuilder g = GraphBuilder.continuing(step);
    step.next().forEach((state, value) -> g.output("new " + Leaves.name(state), value));
    var at = new LinkedHashMap<String, NdArray>();
    // Second moments are never negative, and the first step has number 1.
    Leaves.of(step, 2, 1).forEach((name, value) -> {
      if (name.equals(ModelGraphs.STEP) || step.states().stream().anyMatch(s -> Leaves.name(s).equals(name))) {
        for (int i = 0; i < value.size(); i++) {
          value.set(i, name.equals(ModelGraphs.STEP) ? 3 : Math.abs(value.get(i)));
        }
        at.put(name, value);
      }
    });
    at.putAll(model.parameters());
    return of(g.build()).at(at);
  }

  /// The gradients of `model` with `loss` are right, in one line of a JUnit test; an `AssertionError` otherwise, which names the layer.
  public static void assertCorrect(Model model, Loss loss) {
    of(model, loss).check();
  }

  /// As above, of a function at these arguments.
  public static void assertCorrect(Fn function, NdArray... arguments) {
    of(function, arguments).check();
  }

  /// As above, of a layer on inputs of this shape.
  public static void assertCorrect(Shape input, Network layer) {
    of(input, layer).check();
  }

  /// As above, of a loss by outputs of this shape.
  public static void assertCorrect(Loss loss, Shape output) {
    of(loss, output).check();
  }

  /// As above, of a training step.
  public static void assertCorrect(Model model, Loss loss, Optimizer optimizer) {
    of(model, loss, optimizer).check();
  }

  /// The values of inputs and states by name; those left out are drawn.
  public GradientCheck at(Map<String, NdArray> values) {
    var all = new LinkedHashMap<>(given);
    all.putAll(values);
    return new GradientCheck(function, Map.copyOf(all), departures, settings);
  }

  /// That `layer`, or what is inside it, departs from its derivative on purpose, as a straight-through estimator does: it is reported as a
  /// departure and taken out of what is compared.
  ///
  /// Errors: `gradient-check/departure` at the check, where there is no such layer.
  public GradientCheck departure(String layer, String reason) {
    var all = new LinkedHashMap<>(departures);
    all.put(layer, reason);
    return new GradientCheck(function, given, Map.copyOf(all), settings);
  }

  /// 1 checks the gradient, 2 the gradient of the gradient, and so on.
  public GradientCheck order(int order) {
    return with(s -> new Settings(order, s.directions, s.seed, s.batch, s.tolerance, s.step, s.compiled, s.whole, s.first));
  }

  /// How many directions per input.
  public GradientCheck directions(int directions) {
    return with(s -> new Settings(s.order, directions, s.seed, s.batch, s.tolerance, s.step, s.compiled, s.whole, s.first));
  }

  /// What values and directions are drawn from.
  public GradientCheck seed(long seed) {
    return with(s -> new Settings(s.order, s.directions, seed, s.batch, s.tolerance, s.step, s.compiled, s.whole, s.first));
  }

  /// How many examples are drawn.
  public GradientCheck batch(int batch) {
    return with(s -> new Settings(s.order, s.directions, s.seed, batch, s.tolerance, s.step, s.compiled, s.whole, s.first));
  }

  /// The error allowed, as a fraction of `1 + |quotient|`.
  public GradientCheck tolerance(double tolerance) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, tolerance, s.step, s.compiled, s.whole, s.first));
  }

  /// The step `h` of the quotients.
  public GradientCheck step(double step) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, step, s.compiled, s.whole, s.first));
  }

  /// Whether everything runs as compiled code (as it does unless told) or on the reference evaluator.
  public GradientCheck compiled(boolean compiled) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, s.step, compiled, s.whole, s.first));
  }

  /// Only each layer by itself, whose cost grows with the layers, not with layers times parameters.
  public GradientCheck layersOnly() {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, s.step, s.compiled, false, s.first));
  }

  /// No further than the first layer that is wrong: enough where a counterexample is shrunk.
  GradientCheck firstCulprit() {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, s.step, s.compiled, s.whole, true));
  }

  private GradientCheck with(UnaryOperator<Settings> change) {
    return new GradientCheck(function, given, departures, change.apply(settings));
  }

  /// The report, or an `AssertionError` with its text where it holds a failure or nothing but kinks.
  public GradientReport check() {
    GradientReport report = report();
    if (!report.passed()) {
      throw new AssertionError(report.failures());
    }
    return report;
  }

  /// Compares without complaining.
  ///
  /// Errors: `gradient-check/dtype`, `gradient-check/departure`.
  public GradientReport report() {
    requireDoubles(function);
    Map<String, NdArray> leaves = new LinkedHashMap<>(Leaves.of(function, settings.batch, settings.seed));
    leaves.putAll(given);
    var parts = new LocalCheck(function, leaves, comparison(1, Expansion::evaluator), settings.batch);
    requireLayers(parts.layers());
    var culprits = new ArrayList<Culprit>();
    var departed = new ArrayList<GradientReport.Departure>();
    var cut = new ArrayList<NodeGroup>();
    for (NodeGroup layer : parts.layers()) {
      if (settings.first && !culprits.isEmpty()) {
        break;
      }
      Optional<String> reason = departure(layer);
      parts.culprit(layer).ifPresent(culprit -> reason.ifPresentOrElse(why -> {
        departed.add(new GradientReport.Departure(culprit, why));
        cut.add(layer);
      }, () -> culprits.add(culprit)));
    }
    Graph rest = cut.isEmpty() ? function : NodeGroup.cut(function, cut, parts.values(), leaves);
    // What a wrong layer does to the gradients before it is no failure of its own.
    List<GradientReport.Line> lines = culprits.isEmpty() && settings.whole ? whole(rest, leaves)
        : culprits.stream().map(Culprit::line).toList();
    return new GradientReport(function.name(), settings.order, lines, culprits, departed);
  }

  private List<GradientReport.Line> whole(Graph function, Map<String, NdArray> values) {
    Graph graph = function;
    for (int order = 1; order < settings.order; order++) {
      graph = Products.reverse(graph);
    }
    Map<String, NdArray> leaves = new LinkedHashMap<>(Leaves.of(graph, settings.batch, settings.seed));
    leaves.putAll(values);
    var lines = new ArrayList<GradientReport.Line>();
    Products products = Products.of(graph);
    Comparison comparison = comparison(settings.directions, this::runner);
    comparison.compare(graph, products, leaves, products.inputs(), lines);
    if (settings.order > 1) {
      lines.addAll(comparison.symmetry(products, leaves));
    }
    return lines;
  }

  private Comparison comparison(int directions, Function<Graph, UnaryOperator<Map<String, NdArray>>> runner) {
    return new Comparison(directions, settings.seed, settings.tolerance, settings.step, runner);
  }

  private Optional<String> departure(NodeGroup layer) {
    return departures.keySet().stream().filter(d -> isIn(layer.name(), d)).findFirst().map(departures::get);
  }

  /// A layer of one's own is made of others, whose names begin with its name.
  private static boolean isIn(String group, String layer) {
    String named = NodeGroup.layer(layer);
    return group.equals(named) || group.startsWith(named.substring(0, named.length() - 1) + ".");
  }

  private void requireLayers(List<NodeGroup> layers) {
    List<String> names = layers.stream().map(NodeGroup::name).toList();
    departures.keySet().stream().filter(d -> names.stream().noneMatch(n -> isIn(n, d))).findFirst().ifPresent(d -> {
      throw UserError.of("gradient-check/departure").problem("a departure is declared of a layer that is not there").got("\"%s\"", d)
          .expected("one of %s", names).build();
    });
  }

  private UnaryOperator<Map<String, NdArray>> runner(Graph graph) {
    if (settings.compiled) {
      return CompiledGraph.of(graph)::run;
    }
    return Expansion.evaluator(graph);
  }

  private static void requireDoubles(Graph graph) {
    graph.nodes().stream().filter(n -> n.type().dtype() == DType.F32).findFirst().ifPresent(n -> {
      throw UserError.of("gradient-check/dtype").problem("difference quotients need f64").at(n.loc()).got("%s", n.type()).expected("f64")
          .fix("define the model with ModelOptions.of(shape).dtype(DType.F64)").build();
    });
  }
}
