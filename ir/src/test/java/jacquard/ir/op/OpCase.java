package jacquard.ir.op;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One op with operands it accepts, and values for them at which it is smooth.
///
/// @param batch the batch size where a type depends on it
/// @param resize this case with another number of channels and another last extent; empty for what [OpSizes] does by itself
public record OpCase(String name, Op op, List<TensorType> types, List<Values> values, int batch, Optional<Resize> resize) {
  /// A case of `channels` channels (or rows, where there are none) whose last extent is `last`, or as near as the op allows.
  public interface Resize {
    OpCase of(int channels, int last);
  }

  public OpCase(String name, Op op, List<TensorType> types, List<Values> values, int batch) {
    this(name, op, types, values, batch, Optional.empty());
  }

  /// This case, resized by `how`, for ops whose attributes name extents.
  public OpCase resized(Resize how) {
    return new OpCase(name, op, types, values, batch, Optional.of(how));
  }

  /// This case with operands of other types.
  public OpCase typed(TensorType... others) {
    return typed(List.of(others));
  }

  public OpCase typed(List<TensorType> others) {
    return new OpCase(name, op, others, values, batch, resize);
  }

  /// What an operand holds.
  public enum Values {
    /// Between 0.3 and 1.5 in size, either sign: away from the kinks at 0.
    SIGNED,
    /// Between 0.5 and 2.
    POSITIVE,
    /// Between 0.1 and 0.9.
    PROBABILITY,
    /// No two closer than 0.05, so that no maximum changes places in a difference quotient.
    DISTINCT,
    /// 0, 1, 2, 0 …
    LABELS,
    /// 1, 0, 1, 0 …
    MASK;

    /// @param prime the [#nextPrime] of `size`
    double at(Philox random, int index, int size, int prime) {
      double u = random.uniform(index);
      return switch (this) {
        case SIGNED -> (u < 0.5 ? -1 : 1) * (0.3 + 2.4 * (u < 0.5 ? u : u - 0.5));
        case POSITIVE -> 0.5 + 1.5 * u;
        case PROBABILITY -> 0.1 + 0.8 * u;
        case DISTINCT -> 0.05 * (((index * 7919L + 3) % prime) - size / 2) + 0.01;
        case LABELS -> index % 3;
        case MASK -> 1 - index % 2;
      };
    }

    /// Multiplying by 7919 modulo a larger prime permutes.
    private static int nextPrime(int n) {
      int p = Math.max(n, 2);
      while (!java.math.BigInteger.valueOf(p).isProbablePrime(50)) {
        p++;
      }
      return p;
    }
  }

  /// A graph of this op alone: inputs `x0`, `x1` …, output `y`.
  public Graph graph() {
    var g = new GraphBuilder(op.mnemonic());
    return g.output("y", node(g)).build();
  }

  /// The op over new inputs of `g`.
  public Node node(GraphBuilder g) {
    var inputs = new ArrayList<Node>();
    for (int k = 0; k < types.size(); k++) {
      inputs.add(g.input("x" + k, types.get(k)));
    }
    return g.add(op, inputs);
  }

  /// Values of the operands by name.
  public Map<String, NdArray> operands() {
    var operands = new LinkedHashMap<String, NdArray>();
    for (int k = 0; k < types.size(); k++) {
      operands.put("x" + k, array(types.get(k), values.get(k), k));
    }
    return operands;
  }

  /// An array of `type` for this case's batch, filled from stream `stream`.
  public NdArray array(TensorType type, Values values, int stream) {
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(batch)));
    var random = new Philox(17, stream, 0);
    int size = array.size();
    int prime = Values.nextPrime(size);
    for (int i = 0; i < size; i++) {
      array.set(i, values.at(random, i, size, prime));
    }
    return array;
  }

  @Override
  public String toString() {
    return name;
  }
}
