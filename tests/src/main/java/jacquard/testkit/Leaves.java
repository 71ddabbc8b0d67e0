package jacquard.testkit;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Values for the inputs and states of a graph, drawn from a seed; the same in `f32` and `f64`.
public final class Leaves {
  private static final Pattern BOUND = Pattern.compile("below(\\d+)_.*");

  private Leaves() {}

  /// A value per leaf by name, for `batch` examples: numbers between ±0.1 and ±1.6, multiples of 2⁻²⁰ and so exact in `f32`; whole
  /// numbers below the bound that the leaf's name says (`below3_…`), or 2.
  public static Map<String, NdArray> of(Graph graph, int batch, long seed) {
    var leaves = new LinkedHashMap<String, NdArray>();
    Stream.concat(graph.inputs().stream(), graph.states().stream()).forEach(node -> {
      NdArray value = NdArray.zeros(node.type().shaped(node.type().shape().bound(batch)));
      var random = new Philox(seed, leaves.size(), 0);
      Matcher bound = BOUND.matcher(name(node));
      for (int i = 0; i < value.size(); i++) {
        value.set(i, value.dtype().isFloat() ? number(random.uniform(i))
            : random.index(i, bound.matches() ? Integer.parseInt(bound.group(1)) : 2));
      }
      leaves.put(name(node), value);
    });
    return leaves;
  }

  /// The name of an input or state.
  public static String name(Node leaf) {
    return leaf.op() instanceof Input input ? input.name() : ((State) leaf.op()).name();
  }

  /// The entry `name`, which is there.
  static <K, V> V entry(Map<K, V> map, K name) {
    return Objects.requireNonNull(map.get(name), () -> "no " + name);
  }

  private static double number(double u) {
    double size = 0.1 + 1.5 * Math.abs(2 * u - 1);
    return Math.copySign(Math.rint(size * 0x1p20) * 0x1p-20, u - 0.5);
  }
}
