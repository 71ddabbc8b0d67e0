package jacquard.testkit;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The products of one function with its Jacobian against difference quotients, one input at a time.
record Comparison(int directions, long seed, double tolerance, double step,
    Function<Graph, UnaryOperator<Map<String, NdArray>>> runner) {
  /// Adds the lines for `inputs` of `graph` at `leaves`.
  void compare(Graph graph, Map<String, NdArray> leaves, List<String> inputs, List<GradientReport.Line> lines) {
    compare(graph, Products.of(graph), leaves, inputs, lines);
  }

  void compare(Graph graph, Products products, Map<String, NdArray> leaves, List<String> inputs, List<GradientReport.Line> lines) {
    var quotients = new DifferenceQuotients(runner.apply(graph), leaves, step, tolerance);
    UnaryOperator<Map<String, NdArray>> analytic = runner.apply(products.graph());
    for (String input : inputs) {
      for (int k = 0; k < directions; k++) {
        lines.addAll(compare(products, analytic, quotients, leaves, input, seed + k));
      }
    }
  }

  /// The Hessian is symmetric: of a gradient `g(x)`, the forward product `∂g/∂x·v` (forward over reverse) is
  /// `∂⟨g, v⟩/∂x` (reverse over reverse).
  List<GradientReport.Line> symmetry(Products products, Map<String, NdArray> leaves) {
    var at = new LinkedHashMap<>(leaves);
    var lines = new ArrayList<GradientReport.Line>();
    for (String input : products.inputs()) {
      boolean moved = products.outputs().contains(Products.GRADIENT + input);
      NdArray zeros = NdArray.zeros(Leaves.entry(leaves, input).type());
      NdArray v = moved ? direction(zeros, seed + at.size()) : zeros;
      at.put(Products.DIRECTION + input, v);
      if (moved) {
        at.put(Products.COTANGENT + Products.GRADIENT + input, v);
      }
    }
    Map<String, NdArray> values = runner.apply(products.graph()).apply(at);
    for (String input : products.inputs()) {
      if (products.outputs().contains(Products.GRADIENT + input)) {
        NdArray reverse = Leaves.entry(values, Products.GRADIENT + input);
        var slope = new DifferenceQuotients.Slope(reverse, Optional.empty());
        GradientReport.Line line = forward(input, Products.GRADIENT + input, seed,
            Leaves.entry(values, Products.PRODUCT + Products.GRADIENT + input), slope);
        lines.add(new GradientReport.Line("forward over reverse against reverse over reverse", input, seed, line.analytic(), line.numeric(),
            line.verdict(), Optional.empty()));
      }
    }
    return lines;
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
    lines.addFirst(GradientReport.Line.of("gradient", input, seed, reverse, weighted, tolerance, kink));
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
    return GradientReport.Line.of(what, input, seed, product.get(worst), slope.value().get(worst), tolerance, slope.kink());
  }

  static NdArray direction(NdArray like, long seed) {
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
}
