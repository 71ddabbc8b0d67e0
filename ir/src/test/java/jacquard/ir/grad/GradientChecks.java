package jacquard.ir.grad;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.OpCases;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.UnaryOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is checked of the derivatives of one case. Each check says what is wrong, or nothing.
///
/// [GradientTest] runs them on what the ops say, [PlantedGradientTest] on what they would say with an error.
final class GradientChecks {
  /// The truncation error `h²·f'''/6` and the rounding error `2⁻⁵³·f/h` both stay near 1e-10.
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;
  /// Written and derived forms differ in rounding alone.
  private static final double ROUNDING = 1e-12;
  private static final int DIRECTION = 100;
  private static final int COTANGENT = 50;
  private static final int WEIGHTS = 60;
  /// Streams of another draw begin so much farther on.
  private static final int DRAW = 1000;
  /// Values of functions of one number reach so much farther in draw 2, past their corners, and lie so close to both sides of these in
  /// draw 3.
  private static final double WIDE = 5;
  private static final double BESIDE = 1e-3;

  /// What gives the cotangents of `x`, given that of `y`.
  @FunctionalInterface
  interface Rule {
    List<Node> of(Node y, Node dy, List<Node> x, GraphBuilder g);
  }

  private final OpCase c;
  private final Consumer<Graph> graphs;
  private final Map<Integer, List<Slopes>> slopes = new HashMap<>();

  /// `graphs` sees every graph that is evaluated.
  GradientChecks(OpCase c, Consumer<Graph> graphs) {
    this.c = c;
    this.graphs = graphs;
  }

  /// Which side of a decision is taken depends on the values.
  List<Integer> draws() {
    return c.op() instanceof UnaryOp && !Kinks.of(c.op()).isEmpty() ? List.of(0, 1, 2, 3) : List.of(0, 1, 2);
  }

  /// Cases computing in f64 from operands, but for the op whose gradient is not its derivative.
  static Stream<OpCase> cases() {
    return OpCases.all().filter(c -> !(c.op() instanceof StopGradient) && !c.types().isEmpty()
        && c.node(new GraphBuilder("type")).type().dtype() == DType.F64);
  }

  /// The numbers of the operands that are differentiated by.
  static List<Integer> operands(OpCase c) {
    return IntStream.range(0, c.types().size()).filter(k -> c.types().get(k).dtype().isFloat()).boxed().toList();
  }

  static List<Node> floats(Node y) {
    return y.inputs().stream().filter(n -> n.type().dtype().isFloat()).toList();
  }

  static boolean hasDerivedAdjoint(OpCase c) {
    return c.op() instanceof StructuredOp && !c.op().mnemonic().equals("fused");
  }

  /// `rule` against difference quotients.
  Optional<String> firstOrder(Rule rule) {
    return compare(-1, this::first, rule);
  }

  /// `rule` against difference quotients of the gradient by operand `k`.
  Optional<String> secondOrder(int k, Rule rule) {
    return compare(k, draw -> second(k, draw), rule);
  }

  /// The quotients do not depend on the rule, and are taken once.
  private Optional<String> compare(int key, IntFunction<Point> points, Rule rule) {
    List<Slopes> drawn = slopes.computeIfAbsent(key, k -> draws().stream().map(d -> new Slopes(points.apply(d))).toList());
    return drawn.stream().map(s -> s.compare(rule)).flatMap(Optional::stream).findFirst();
  }

  /// A function of its inputs of floating point, `y`, and values for them.
  record Point(Graph function, Map<String, NdArray> leaves) {
    List<Node> x() {
      return function.inputs().stream().filter(n -> n.type().dtype().isFloat()).toList();
    }
  }

  Point first(int draw) {
    return new Point(c.graph(), operands(draw));
  }

  Point second(int k, int draw) {
    var g = new GraphBuilder("second");
    Node y = c.node(g);
    Node dy = g.input("dy", y.type());
    g.output("y", Gradient.of(y, dy, List.of(y.input(k)), g).getFirst());
    return new Point(g.build(), withCotangent(y, draw));
  }

  NdArray cotangent(Node y) {
    return c.array(y.type(), Values.SIGNED, COTANGENT);
  }

  private Map<String, NdArray> withCotangent(Node y, int draw) {
    Map<String, NdArray> leaves = operands(draw);
    leaves.put("dy", cotangent(y));
    return leaves;
  }

  private Map<String, NdArray> operands(int draw) {
    var operands = new LinkedHashMap<String, NdArray>();
    for (int k = 0; k < c.types().size(); k++) {
      NdArray value = c.array(c.types().get(k), c.values().get(k), k + DRAW * draw);
      if (c.op() instanceof UnaryOp) {
        moved(value, draw);
      }
      operands.put("x" + k, value);
    }
    return operands;
  }

  private void moved(NdArray value, int draw) {
    List<Kinks.Row> kinks = Kinks.of(c.op());
    for (int i = 0; i < value.size(); i++) {
      if (draw == 2 && c.values().getFirst() == Values.SIGNED) {
        value.set(i, WIDE * value.get(i));
      } else if (draw == 3 && !kinks.isEmpty()) {
        value.set(i, kinks.get(i / 2 % kinks.size()).x().getFirst() + (i % 2 == 0 ? BESIDE : -BESIDE));
      }
    }
  }

  /// The written rule against the derived adjoint, element by element.
  Optional<String> derivedAdjoint(Rule written, Function<Rule, Rule> derived) {
    var g = new GraphBuilder("both");
    Node y = c.node(g);
    Node dy = g.input("dy", y.type());
    List<Node> x = floats(y);
    List<Node> mine = written.of(y, dy, x, g);
    List<Node> other = derived.apply(GradientChecks::derived).of(y, dy, x, g);
    for (int k = 0; k < x.size(); k++) {
      g.output("written" + k, mine.get(k)).output("derived" + k, other.get(k));
    }
    Graph graph = g.build();
    graphs.accept(graph);
    return draws().stream().map(d -> differing(Evaluator.run(graph, withCotangent(y, d)), x.size())).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> differing(Map<String, NdArray> values, int operands) {
    for (int k = 0; k < operands; k++) {
      NdArray a = values.get("written" + k);
      NdArray b = values.get("derived" + k);
      for (int i = 0; i < a.size(); i++) {
        if (!(Math.abs(a.get(i) - b.get(i)) <= ROUNDING * (1 + Math.abs(a.get(i))))) {
          return Optional.of("x" + k + "[" + i + "]: written " + a.get(i) + ", derived " + b.get(i));
        }
      }
    }
    return Optional.empty();
  }

  /// `rule` where slopes are what is agreed on: see [Kinks].
  Optional<String> atKinks(Rule rule) {
    for (Kinks.Row row : Kinks.of(c.op())) {
      var leaves = new LinkedHashMap<String, NdArray>();
      for (int k = 0; k < c.types().size(); k++) {
        leaves.put("x" + k, NdArray.filled(c.array(c.types().get(k), Values.SIGNED, k).type(), row.x().get(k)));
      }
      Point point = new Point(c.graph(), leaves);
      NdArray ones = NdArray.filled(cotangent(point.function().output()).type(), 1);
      Map<String, NdArray> values = GradientErrors.values(rule, point, leaves, ones);
      for (int k = 0; k < c.types().size(); k++) {
        NdArray got = values.get("d" + k);
        double expected = row.slopes().get(k) * ones.size() / got.size();
        for (int i = 0; i < got.size(); i++) {
          if (!(Math.abs(got.get(i) - expected) <= ROUNDING)) {
            return Optional.of("slope by x" + k + " at " + row.x() + " is " + got.get(i) + ", agreed " + expected);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The derived adjoint, with zeros where it says that nothing flows.
  static List<Node> derived(Node y, Node dy, List<Node> x, GraphBuilder g) {
    List<@Nullable Node> found = DerivedAdjoint.of(y, dy, g);
    var result = new ArrayList<Node>();
    for (Node operand : x) {
      Node cotangent = found.get(y.inputs().indexOf(operand));
      // Of an operand that `dy` does not depend on, which is 0.
      result.add(cotangent != null ? cotangent : Gradient.of(dy, dy, List.of(operand), g).getFirst());
    }
    return result;
  }

  /// A function, and its slopes `∂⟨c, y⟩/∂x` along a random direction of each `x` alone, by difference quotients.
  private final class Slopes {
    private final Graph function;
    private final Node cotangent;
    private final Map<String, NdArray> leaves;
    private final List<Node> x;
    private final NdArray weights;
    private final double[] expected;

    Slopes(Point point) {
      // An input of the function too: some only here learn how many examples there are.
      GraphBuilder g = GraphBuilder.continuing(point.function());
      this.cotangent = g.input("cotangent", point.function().output().type());
      this.function = g.build();
      this.x = point.x();
      this.weights = c.array(cotangent.type(), Values.SIGNED, WEIGHTS);
      this.leaves = new LinkedHashMap<>(point.leaves());
      leaves.put("cotangent", weights);
      this.expected = IntStream.range(0, x.size()).mapToDouble(k -> (weighted(k, STEP) - weighted(k, -STEP)) / (2 * STEP)).toArray();
    }

    Optional<String> compare(Rule rule) {
      GraphBuilder g = GraphBuilder.continuing(function);
      List<Node> dx = rule.of(function.output(), cotangent, x, g);
      for (int k = 0; k < x.size(); k++) {
        if (!x.get(k).type().equals(dx.get(k).type())) {
          return Optional.of("the cotangent of " + x.get(k) + " is " + dx.get(k));
        }
        g.output("d" + k, dx.get(k));
      }
      Graph graph = g.build();
      graphs.accept(graph);
      Map<String, NdArray> values = Evaluator.run(graph, leaves);
      for (int k = 0; k < x.size(); k++) {
        double got = dot(values.get("d" + k), direction(k));
        if (!(Math.abs(got - expected[k]) <= TOLERANCE * (1 + Math.abs(expected[k])))) {
          return Optional.of("along " + name(k) + ": " + got + ", difference quotient " + expected[k]);
        }
      }
      return Optional.empty();
    }

    private String name(int k) {
      return ((Input) x.get(k).op()).name();
    }

    private NdArray direction(int k) {
      return c.array(x.get(k).type(), Values.SIGNED, DIRECTION + k);
    }

    private double weighted(int k, double step) {
      NdArray moved = leaves.get(name(k)).cast(DType.F64);
      NdArray direction = direction(k);
      for (int i = 0; i < moved.size(); i++) {
        moved.set(i, moved.get(i) + step * direction.get(i));
      }
      var at = new LinkedHashMap<>(leaves);
      at.put(name(k), moved);
      return dot(Evaluator.run(function, at).get("y"), weights);
    }
  }

  private static double dot(NdArray a, NdArray b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }
}
