package jacquard.compiler.pass;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs graphs on the same random inputs through the reference evaluator and compares their results by declared numerics.
///
/// `BITWISE` on `f64`, integers and masks: every bit, NaN equal to NaN. Otherwise the largest difference, relative to the largest magnitude
/// of the result, stays below [#F64_TOLERANCE] or [#F32_TOLERANCE]. What `APPROXIMATES` is left to the pass's own tests.
public final class Differential {
  /// Some 10⁵ roundings.
  private static final double F64_TOLERANCE = 1e-11;
  /// Some 10³ roundings.
  private static final double F32_TOLERANCE = 1e-4;
  /// More than 1, so that a batch axis taken for a fixed one shows.
  private static final int BATCH = 2;
  /// Integers are class labels and positions: small, and within most extents.
  private static final int LABELS = 3;

  private final Map<String, NdArray> leaves;
  private final Map<String, NdArray> expected;

  private Differential(Map<String, NdArray> leaves, Map<String, NdArray> expected) {
    this.leaves = leaves;
    this.expected = expected;
  }

  /// What `before` gives for random inputs, for others to compare with.
  public static Differential of(Graph before, long seed) {
    Map<String, NdArray> leaves = leaves(before, seed);
    return new Differential(leaves, Evaluator.run(before, leaves));
  }

  /// The first result of `after` that differs; empty where all agree.
  public Optional<String> difference(Graph after, Numerics numerics) {
    Map<String, NdArray> got = Evaluator.run(after, leaves);
    if (!expected.keySet().equals(got.keySet())) {
      return Optional.of("results are " + got.keySet() + ", were " + expected.keySet());
    }
    return expected.entrySet().stream().flatMap(e -> Optional.ofNullable(got.get(e.getKey()))
        .flatMap(value -> difference(e.getKey(), e.getValue(), value, numerics)).stream()).findFirst();
  }

  /// Random values for every input and state: standard normal, small integers, coin tosses.
  public static Map<String, NdArray> leaves(Graph graph, long seed) {
    var leaves = new LinkedHashMap<String, NdArray>();
    for (Node node : graph.nodes()) {
      String name = node.op() instanceof Input i ? i.name() : node.op() instanceof State s ? s.name() : null;
      if (name != null) {
        leaves.put(name, random(node.type(), new Philox(seed, leaves.size(), 0)));
      }
    }
    return leaves;
  }

  private static NdArray random(TensorType type, Philox random) {
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(BATCH)));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, switch (type.dtype()) {
        case F32, F64 -> random.normal(i);
        case I32, I64 -> random.index(i, LABELS);
        case BOOL -> random.index(i, 2);
      });
    }
    return array;
  }

  private static Optional<String> difference(String name, NdArray expected, NdArray got, Numerics numerics) {
    if (!expected.type().equals(got.type())) {
      return Optional.of(String.format(Locale.ROOT, "%s is %s, was %s", name, got.type(), expected.type()));
    }
    boolean exact = numerics.kind() == Numerics.Kind.BITWISE && expected.dtype() != DType.F32;
    double tolerance = exact || numerics.kind() == Numerics.Kind.APPROXIMATES ? 0
        : magnitude(expected) * (expected.dtype() == DType.F32 ? F32_TOLERANCE : F64_TOLERANCE);
    for (int i = 0; i < expected.size() && numerics.kind() != Numerics.Kind.APPROXIMATES; i++) {
      double a = expected.get(i);
      double b = got.get(i);
      if (Double.doubleToLongBits(a) != Double.doubleToLongBits(b) && !(!exact && Math.abs(a - b) <= tolerance)) {
        return Optional.of(String.format(Locale.ROOT, "%s[%d] is %s, was %s (promised: %s)", name, i, b, a, numerics));
      }
    }
    return Optional.empty();
  }

  private static double magnitude(NdArray array) {
    double largest = Double.MIN_NORMAL;
    for (int i = 0; i < array.size(); i++) {
      double size = Math.abs(array.get(i));
      largest = size <= Double.MAX_VALUE ? Math.max(largest, size) : largest;
    }
    return largest;
  }
}
