package jacquard.testkit;

import jacquard.api.CompiledGraph;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Gradients against difference quotients, along random directions `v` of one input at a time:
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
  private final Settings settings;

  private record Settings(int order, int directions, long seed, int batch, double tolerance, double step, boolean compiled) {}

  private GradientCheck(Graph function, Map<String, NdArray> given, Settings settings) {
    this.function = function;
    this.given = given;
    this.settings = settings;
  }

  /// Of all outputs of `graph` by all its inputs and states of type f64, their values drawn by [Leaves] unless [#at] gives them.
  public static GradientCheck of(Graph graph) {
    return new GradientCheck(graph, Map.of(), new Settings(1, 2, 1, 2, 1e-7, 1e-4, true));
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

  /// The values of inputs and states by name; those left out are drawn.
  public GradientCheck at(Map<String, NdArray> values) {
    var all = new LinkedHashMap<>(given);
    all.putAll(values);
    return new GradientCheck(function, Map.copyOf(all), settings);
  }

  /// 1 checks the gradient, 2 the gradient of the gradient, and so on.
  public GradientCheck order(int order) {
    return with(s -> new Settings(order, s.directions, s.seed, s.batch, s.tolerance, s.step, s.compiled));
  }

  /// How many directions per input.
  public GradientCheck directions(int directions) {
    return with(s -> new Settings(s.order, directions, s.seed, s.batch, s.tolerance, s.step, s.compiled));
  }

  /// What values and directions are drawn from.
  public GradientCheck seed(long seed) {
    return with(s -> new Settings(s.order, s.directions, seed, s.batch, s.tolerance, s.step, s.compiled));
  }

  /// How many examples are drawn.
  public GradientCheck batch(int batch) {
    return with(s -> new Settings(s.order, s.directions, s.seed, batch, s.tolerance, s.step, s.compiled));
  }

  /// The error allowed, as a fraction of `1 + |quotient|`.
  public GradientCheck tolerance(double tolerance) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, tolerance, s.step, s.compiled));
  }

  /// The step `h` of the quotients.
  public GradientCheck step(double step) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, step, s.compiled));
  }

  /// Whether everything runs as compiled code (as it does unless told) or on the reference evaluator.
  public GradientCheck compiled(boolean compiled) {
    return with(s -> new Settings(s.order, s.directions, s.seed, s.batch, s.tolerance, s.step, compiled));
  }

  private GradientCheck with(UnaryOperator<Settings> change) {
    return new GradientCheck(function, given, change.apply(settings));
  }

  /// The report, or an `AssertionError` with its text where it holds a failure or nothing but kinks.
  public GradientReport check() {
    GradientReport report = report();
    if (!report.passed()) {
      throw new AssertionError(report.toString());
    }
    return report;
  }

  /// Compares without complaining.
  public GradientReport report() {
    Graph graph = function;
    for (int order = 1; order < settings.order; order++) {
      graph = Products.reverse(graph);
    }
    requireDoubles(graph);
    Map<String, NdArray> leaves = new LinkedHashMap<>(Leaves.of(graph, settings.batch, settings.seed));
    leaves.putAll(given);
    Products products = Products.of(graph);
    var lines = new ArrayList<GradientReport.Line>();
    var quotients = new DifferenceQuotients(runner(graph)::apply, leaves, settings.step, settings.tolerance);
    UnaryOperator<Map<String, NdArray>> analytic = runner(products.graph());
    for (String input : products.inputs()) {
      for (int k = 0; k < settings.directions; k++) {
        lines.addAll(compare(products, analytic, quotients, leaves, input, settings.seed + k));
      }
    }
    return new GradientReport(function.name(), settings.order, lines);
  }

  private UnaryOperator<Map<String, NdArray>> runner(Graph graph) {
    if (settings.compiled) {
      return CompiledGraph.of(graph)::run;
    }
    return leaves -> Evaluator.run(graph, leaves);
  }

  private List<GradientReport.Line> compare(Products products, UnaryOperator<Map<String, NdArray>> analytic, DifferenceQuotients quotients,
      Map<String, NdArray> leaves, String input, long seed) {
    NdArray direction = direction(Leaves.entry(leaves, input), seed);
    var at = new LinkedHashMap<>(leaves);
    products.inputs().forEach(name -> at.put(Products.DIRECTION + name,
        name.equals(input) ? direction : NdArray.zeros(Leaves.entry(leaves, name).type())));
    var slopes = quotients.along(input, direction);
    products.outputs().forEach(name -> at.put(Products.COTANGENT + name, direction(Leaves.entry(slopes, name).value(), seed + 1)));
    Map<String, NdArray> values = analytic.apply(at);
    double reverse = dot(Leaves.entry(values, Products.GRADIENT + input), direction);
    double weighted = 0;
    var lines = new ArrayList<GradientReport.Line>();
    Optional<String> kink = Optional.empty();
    for (String output : products.outputs()) {
      DifferenceQuotients.Slope slope = Leaves.entry(slopes, output);
      weighted += dot(Leaves.entry(at, Products.COTANGENT + output), slope.value());
      kink = kink.or(slope::kink);
      lines.add(forward(input, output, seed, Leaves.entry(values, Products.PRODUCT + output), slope));
    }
    lines.addFirst(GradientReport.Line.of("gradient", input, seed, reverse, weighted, settings.tolerance, kink));
    return lines;
  }

  /// The element of the forward product that is worst.
  private GradientReport.Line forward(String input, String output, long seed, NdArray product, DifferenceQuotients.Slope slope) {
    int worst = 0;
    double largest = -1;
    for (int i = 0; i < product.size(); i++) {
      double error = Math.abs(product.get(i) - slope.value().get(i)) / (1 + Math.abs(slope.value().get(i)));
      if (!(error <= largest)) {
        worst = i;
        largest = error;
      }
    }
    String what = String.format(Locale.ROOT, "forward product, %s[%d]", output, worst);
    return GradientReport.Line.of(what, input, seed, product.get(worst), slope.value().get(worst), settings.tolerance, slope.kink());
  }

  private static NdArray direction(NdArray like, long seed) {
    NdArray direction = NdArray.zeros(like.type());
    var random = new Philox(seed, 7, 0);
    for (int i = 0; i < direction.size(); i++) {
      direction.set(i, 2 * random.uniform(i) - 1);
    }
    return direction;
  }

  private static double dot(NdArray a, NdArray b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  private static void requireDoubles(Graph graph) {
    graph.nodes().stream().filter(n -> n.type().dtype() == DType.F32).findFirst().ifPresent(n -> {
      throw UserError.of("gradient-check/dtype").problem("difference quotients need f64").at(n.loc()).got("%s", n.type()).expected("f64")
          .fix("define the model with ModelOptions.of(shape).dtype(DType.F64)").build();
    });
  }
}
